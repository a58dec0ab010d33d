package io.voiceforge.dialect.voiceforge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** {@code /docs}: a page to read and try what the document at {@code /q/openapi} describes. It loads nothing from elsewhere. */
@Path("/docs")
@PermitAll
class DocsResource {

    private static final String PAGE = "index.html";
    private static final Map<String, String> TYPES = Map.of(PAGE, "text/html;charset=utf-8", "docs.css",
            "text/css;charset=utf-8", "docs.js", "text/javascript;charset=utf-8");
    /** Its own files and its own requests, nothing else; audio plays from memory, and no other page shows it in a frame. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "media-src blob:; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record File(String type, byte[] content, EntityTag tag) {
    }

    private final Map<String, File> files = new LinkedHashMap<>();

    DocsResource() {
        TYPES.forEach((name, type) -> files.put(name, read(name, type)));
    }

    @GET
    @Operation(hidden = true)
    public Response page(@Context Request request) {
        return file(PAGE, request);
    }

    @GET
    @Path("/{file}")
    @Operation(hidden = true)
    public Response file(@RestPath String file, @Context Request request) {
        File found = files.get(file);
        if (found == null) {
            throw ApiException.of(ErrorCode.NOT_FOUND, "There is no such resource");
        }
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(found.tag());
        Response.ResponseBuilder response = unchanged != null ? unchanged
                : Response.ok(found.content()).header("Content-Type", found.type()).tag(found.tag());
        return response.header("Cache-Control", "no-cache").header("Content-Security-Policy", POLICY)
                .header("Referrer-Policy", "no-referrer").build();
    }

    private static File read(String name, String type) {
        try (InputStream in = DocsResource.class.getResourceAsStream("/docs/" + name)) {
            byte[] content = in.readAllBytes();
            return new File(type, content, new EntityTag(Integer.toHexString(Arrays.hashCode(content))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
