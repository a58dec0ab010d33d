package io.voiceforge.dialect.voiceforge;

import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.voice.VoiceLibrary;

/** The voice library: public, and under a second path for key holders. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class VoiceResource {

    private final VoiceLibrary library;

    VoiceResource(VoiceLibrary library) {
        this.library = library;
    }

    @GET
    @Path("/voice-library")
    @PermitAll
    @Operation(operationId = "listVoiceLibrary", summary = "The voice library")
    public List<VoiceRecord> all(@RestQuery String language, @RestQuery String locale, @RestQuery String gender,
            @RestQuery String q) {
        return library.search(language, locale, gender, q).stream().map(VoiceRecord::of).toList();
    }

    @GET
    @Path("/voice-library/{id}")
    @PermitAll
    @Operation(operationId = "getLibraryVoice", summary = "One voice of the library")
    public VoiceRecord one(@RestPath String id) {
        return library.all().stream().filter(voice -> voice.id().equals(id)).findFirst().map(VoiceRecord::of)
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND, "Voice not found"));
    }

    @GET
    @Path("/voices")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "listVoicesForKey", summary = "The voice library, for key holders")
    public List<VoiceRecord> allForKeys(@RestQuery String language, @RestQuery String locale, @RestQuery String gender,
            @RestQuery String q) {
        return all(language, locale, gender, q);
    }
}
