package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestPath;

import io.smallrye.mutiny.Uni;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;

/** {@code /v1/voices}: the voice library, and what providers have beside it. */
@Path("/v1/voices")
@Produces(MediaType.APPLICATION_JSON)
class VoiceResource {

    @Schema(name = "ElevenLabsVoiceList")
    record VoiceList(List<VoiceRecord> voices) {
    }

    private final Voices voices;

    VoiceResource(Voices voices) {
        this.voices = voices;
    }

    @GET
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "listVoices", summary = "List the voices")
    public Uni<VoiceList> all() {
        return voices.all().map(VoiceList::new);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getVoice", summary = "A voice")
    public VoiceRecord one(@RestPath String id) {
        return voices.record(voices.find(id));
    }

    @GET
    @Path("/settings/default")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getDefaultVoiceSettings", summary = "The default settings")
    public VoiceRecord.Settings defaultSettings() {
        return VoiceRecord.Settings.DEFAULT;
    }

    @GET
    @Path("/{id}/settings")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getVoiceSettings", summary = "The settings of a voice")
    public VoiceRecord.Settings settings(@RestPath String id) {
        return one(id).settings();
    }
}
