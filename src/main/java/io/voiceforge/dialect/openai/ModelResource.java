package io.voiceforge.dialect.openai;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.Dialects;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelCatalog;

/** {@code /v1/models}: the models of the configured providers. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
class ModelResource {

    /** A model as OpenAI's API presents it. */
    @RegisterForReflection
    @Schema(name = "OpenAiModel")
    record ModelRecord(String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {

        static ModelRecord of(Model model) {
            return new ModelRecord(model.id(), "model", model.created(), model.ownedBy());
        }
    }

    // the resource method does not declare this type
    @RegisterForReflection
    @Schema(name = "OpenAiModelList")
    record ModelList(String object, List<ModelRecord> data) {
    }

    private final ModelCatalog catalog;
    private final Dialects dialects;

    ModelResource(ModelCatalog catalog, Dialects dialects) {
        this.catalog = catalog;
        this.dialects = dialects;
    }

    /** ElevenLabs' API has the same path. */
    @GET
    @Authenticated
    @Metered.Not(because = "reads a list")
    @Operation(operationId = "listModels", summary = "List the models")
    public Uni<Object> all(RoutingContext context) {
        Uni<Object> others = dialects.of(context).models();
        return others != null ? others
                : catalog.all().map(models -> new ModelList("list", models.stream().map(ModelRecord::of).toList()));
    }

    /** Ids may contain slashes. */
    @GET
    @Path("/{id:.+}")
    @Authenticated
    @Metered.Not(because = "reads a list")
    @Operation(operationId = "retrieveModel", summary = "A model")
    public Uni<ModelRecord> one(@RestPath String id) {
        return catalog.all().map(models -> models.stream().filter(model -> model.id().equals(id)).findFirst()
                .map(ModelRecord::of)
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND, "There is no such model. GET /v1/models lists them.")));
    }
}
