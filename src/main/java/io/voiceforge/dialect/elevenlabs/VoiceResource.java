package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;

import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;

/** {@code /v1/voices}: the voice library. */
@Path("/v1/voices")
@Produces(MediaType.APPLICATION_JSON)
class VoiceResource {

    record VoiceList(List<VoiceRecord> voices) {
    }

    private final Voices voices;

    VoiceResource(Voices voices) {
        this.voices = voices;
    }

    @GET
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    public VoiceList all() {
        return new VoiceList(voices.all());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    public VoiceRecord one(@RestPath String id) {
        return VoiceRecord.of(voices.find(id));
    }

    @GET
    @Path("/settings/default")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    public VoiceRecord.Settings defaultSettings() {
        return VoiceRecord.Settings.DEFAULT;
    }

    @GET
    @Path("/{id}/settings")
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    public VoiceRecord.Settings settings(@RestPath String id) {
        return one(id).settings();
    }
}
