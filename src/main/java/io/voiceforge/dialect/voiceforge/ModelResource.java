package io.voiceforge.dialect.voiceforge;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.voiceforge.dialect.Metered;
import io.voiceforge.model.Model;
import io.voiceforge.model.ModelCatalog;
import io.voiceforge.provider.ProviderId;

/** {@code GET /api/models}: the models of the configured providers, and whether the Space has loaded its own. */
@Path("/api/models")
@Produces(MediaType.APPLICATION_JSON)
class ModelResource {

    /** @param availableModels states by model: the Space's models by name, the others by id */
    record AvailableModels(@JsonProperty("available_models") Map<String, String> availableModels) {
    }

    private final ModelCatalog catalog;

    ModelResource(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    @GET
    @Authenticated
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "listModelStates", summary = "The states of the models")
    public Uni<AvailableModels> all() {
        return catalog.all().map(models -> {
            Map<String, String> states = new LinkedHashMap<>();
            for (Model model : models) {
                states.putIfAbsent(model.provider().equals(ProviderId.SPACE) ? model.name() : model.id(), model.state());
            }
            return new AvailableModels(states);
        });
    }
}
