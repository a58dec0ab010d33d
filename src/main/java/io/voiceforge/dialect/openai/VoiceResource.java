package io.voiceforge.dialect.openai;

import java.util.List;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.smallrye.mutiny.Uni;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;
import io.voiceforge.voice.ProviderVoices;
import io.voiceforge.voice.VoiceLibrary;

/** {@code /v1/audio/voices}, which OpenAI does not have: the voices in the form that other servers with its API list theirs. */
@Path("/v1/audio/voices")
@Produces(MediaType.APPLICATION_JSON)
class VoiceResource {

    @Schema(name = "OpenAiVoice")
    record VoiceRecord(String id, String name) {
    }

    @Schema(name = "OpenAiVoiceList")
    record VoiceList(List<VoiceRecord> voices) {
    }

    private final VoiceLibrary library;
    private final ProviderVoices others;

    VoiceResource(VoiceLibrary library, ProviderVoices others) {
        this.library = library;
        this.others = others;
    }

    /** The library's, then those that providers list as their own. */
    @GET
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "reads a list")
    @Operation(operationId = "listAudioVoices", summary = "List the voices")
    public Uni<VoiceList> all() {
        return others.all().map(own -> new VoiceList(Stream.concat(
                library.all().stream().map(voice -> new VoiceRecord(voice.id(), voice.name())),
                own.stream().map(voice -> new VoiceRecord(voice.id(), voice.title()))).toList()));
    }
}
