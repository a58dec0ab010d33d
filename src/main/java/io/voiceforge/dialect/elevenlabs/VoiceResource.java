package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;

import io.voiceforge.access.Roles;

/** {@code /v1/voices}: the voice library. */
@Path("/v1/voices")
class VoiceResource {

    record VoiceList(List<VoiceRecord> voices) {
    }

    private final Voices voices;

    VoiceResource(Voices voices) {
        this.voices = voices;
    }

    @GET
    @RolesAllowed(Roles.VOICES)
    public VoiceList all() {
        return new VoiceList(voices.all());
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VOICES)
    public VoiceRecord one(@RestPath String id) {
        return VoiceRecord.of(voices.find(id));
    }

    @GET
    @Path("/settings/default")
    @RolesAllowed(Roles.VOICES)
    public VoiceRecord.Settings defaultSettings() {
        return VoiceRecord.Settings.DEFAULT;
    }

    @GET
    @Path("/{id}/settings")
    @RolesAllowed(Roles.VOICES)
    public VoiceRecord.Settings settings(@RestPath String id) {
        return one(id).settings();
    }
}
