package io.voiceforge.dialect.voiceforge;

import java.util.List;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.CanFail;
import io.voiceforge.dialect.Metered;
import io.voiceforge.dialect.PreviewUrls;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.gateway.VoicePreview;
import io.voiceforge.gateway.VoicePreviews;
import io.voiceforge.voice.Voice;
import io.voiceforge.voice.VoiceLibrary;

/** The voice library: public, and under a second path for key holders. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
class VoiceResource {

    /** A new process may have another sample. */
    private static final String CACHE_CONTROL = "public, max-age=86400";
    private static final String CACHE_CONTROL_FALLBACK = "public, max-age=60";

    private final VoiceLibrary library;
    private final VoicePreviews previews;
    private final PreviewUrls previewUrls;

    VoiceResource(VoiceLibrary library, VoicePreviews previews, PreviewUrls previewUrls) {
        this.library = library;
        this.previews = previews;
        this.previewUrls = previewUrls;
    }

    @GET
    @Path("/voice-library")
    @PermitAll
    @Operation(operationId = "listVoiceLibrary", summary = "The voice library")
    public List<VoiceRecord> all(@RestQuery String language, @RestQuery String locale, @RestQuery String gender,
            @RestQuery String q) {
        return library.search(language, locale, gender, q).stream().map(this::record).toList();
    }

    @GET
    @Path("/voice-library/{id}")
    @PermitAll
    @Operation(operationId = "getLibraryVoice", summary = "One voice of the library")
    public VoiceRecord one(@RestPath String id) {
        return record(find(id));
    }

    /** Open, as the library is: players of audio cannot send a key. */
    @GET
    @Path("/voice-library/{id}/preview")
    @Produces("audio/mpeg")
    @PermitAll
    @Operation(operationId = "getVoicePreview", summary = "What a voice sounds like")
    @APIResponse(responseCode = "200", description = "A short sample", content = @Content(mediaType = "audio/mpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "206", description = "The part that Range asks for", content = @Content(mediaType = "audio/mpeg", schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The same as If-None-Match says")
    @CanFail({ ErrorCode.NO_PROVIDER, ErrorCode.PROVIDER_FAILED, ErrorCode.PROVIDER_UNAVAILABLE,
            ErrorCode.PROVIDER_RATE_LIMITED, ErrorCode.PROVIDER_REJECTED_REQUEST, ErrorCode.PROVIDER_TIMEOUT,
            ErrorCode.UNPROCESSABLE, ErrorCode.OVERLOADED, ErrorCode.RANGE_NOT_SATISFIABLE })
    public Uni<Response> preview(@RestPath String id, @Context Request request, RoutingContext context) {
        return previews.of(find(id)).map(preview -> {
            EntityTag tag = new EntityTag(preview.tag());
            ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            return (unchanged != null ? unchanged : audio(preview, context)).tag(tag).header("Accept-Ranges", "bytes")
                    .header(HttpHeaders.CACHE_CONTROL, preview.isFinal() ? CACHE_CONTROL : CACHE_CONTROL_FALLBACK).build();
        });
    }

    private static ResponseBuilder audio(VoicePreview preview, RoutingContext context) {
        byte[] audio = preview.audio();
        return ByteRange.of(context, audio.length, '"' + preview.tag() + '"')
                .map(range -> of(Response.Status.PARTIAL_CONTENT, range.of(audio)).header("Content-Range", range.header()))
                .orElseGet(() -> of(Response.Status.OK, audio));
    }

    /** HEAD says the length, too, which the server would only know from the audio that it does not send. */
    private static ResponseBuilder of(Response.Status status, byte[] audio) {
        return Response.status(status).entity(audio).header(HttpHeaders.CONTENT_LENGTH, audio.length);
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

    private Voice find(String id) {
        return library.all().stream().filter(voice -> voice.id().equals(id)).findFirst()
                .orElseThrow(() -> ApiException.of(ErrorCode.NOT_FOUND, "Voice not found"));
    }

    private VoiceRecord record(Voice voice) {
        return VoiceRecord.of(voice, previewUrls.of(voice));
    }
}
