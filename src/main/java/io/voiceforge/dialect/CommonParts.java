package io.voiceforge.dialect;

import java.util.List;
import java.util.Map;

import jakarta.annotation.security.RolesAllowed;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

import io.quarkus.security.Authenticated;

/** What routes of all dialects have in common in the document at {@code /q/openapi}. */
final class CommonParts {

    /** A key's secret, in any one of them. */
    static final List<String> KEY_SCHEMES = List.of("apiKey", "bearer", "xiApiKey");
    static final List<String> ADMIN_SCHEMES = List.of("adminToken", "adminBearer");

    private static final String ADMIN_TOKEN = "The operator's ADMIN_TOKEN, or a named admin token with at least the role that the"
            + " operation requires: viewer, operator or admin";
    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("X-Request-Id", "The request's id: the caller's own if it has sent one"),
            Map.entry("X-RateLimit-Limit", "How many requests the key may send within an hour"),
            Map.entry("X-RateLimit-Remaining", "How many of them are left"),
            Map.entry("X-RateLimit-Reset", "When there is more room, as a time in UTC"),
            Map.entry("RateLimit-Policy", "The limit in the form of the IETF draft"),
            Map.entry("RateLimit", "What is left of it, in the form of the IETF draft"),
            Map.entry("Retry-After", "After how many seconds a second try makes sense; with each 429 and 503"),
            Map.entry("X-Processing-Time", "The time to the first byte, for example 151ms"),
            Map.entry("X-VoiceForge-Provider", "The provider that answered"),
            Map.entry("X-VoiceForge-Overhead-Ms", "The gateway's own part of the time, in milliseconds"),
            Map.entry("X-VoiceForge-Voice", "The voice that spoke"),
            Map.entry("X-Cache", "HIT or MISS, for keys that use the speech cache"));
    private static final List<String> OF_KEYS = List.of("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
            "RateLimit-Policy", "RateLimit");
    private static final List<String> OF_CALLS = List.of("X-Processing-Time", "X-VoiceForge-Provider",
            "X-VoiceForge-Overhead-Ms");

    private CommonParts() {
    }

    /** Each dialect adds the same. */
    static void addTo(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        Components components = document.getComponents();
        // what a scanner makes of bodies that are read as JSON; their schemas have names of their own
        components.removeSchema("Json");
        components.addSecurityScheme("apiKey", header("X-API-Key", "A key's secret"));
        components.addSecurityScheme("xiApiKey", header("xi-api-key", "A key's secret, as ElevenLabs' clients send it"));
        components.addSecurityScheme("bearer", bearer("A key's secret, as OpenAI's clients send it"));
        components.addSecurityScheme("adminToken", header("X-Admin-Token", ADMIN_TOKEN));
        components.addSecurityScheme("adminBearer", bearer(ADMIN_TOKEN));
        HEADERS.forEach((name, meaning) -> components.addHeader(name, OASFactory.createHeader().description(meaning)
                .schema(OASFactory.createSchema().addType(SchemaType.STRING))));
        components.addParameter("IfMatch", OASFactory.createParameter().name("If-Match").in(Parameter.In.HEADER)
                .description("Changes nothing unless this is the version: the value of an ETag header")
                .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
    }

    /** @param status of an error, empty for others */
    static void headers(APIResponse response, DocumentedRoute route, String status) {
        add(response, "X-Request-Id");
        if ((route.has(RolesAllowed.class) || route.has(Authenticated.class)) && !status.equals("401")) {
            OF_KEYS.forEach(name -> add(response, name));
        }
        if (status.isEmpty() && RouteErrors.asksProviders(route)) {
            OF_CALLS.forEach(name -> add(response, name));
        }
        if (status.isEmpty() && route.has(Metered.Speech.class)) {
            add(response, "X-VoiceForge-Voice");
            add(response, "X-Cache");
        }
        if (status.equals("429") || status.equals("503")) {
            add(response, "Retry-After");
        }
    }

    private static void add(APIResponse response, String header) {
        response.addHeader(header, OASFactory.createHeader().ref(header));
    }

    private static SecurityScheme header(String name, String meaning) {
        return OASFactory.createSecurityScheme().type(SecurityScheme.Type.APIKEY).in(SecurityScheme.In.HEADER).name(name)
                .description(meaning);
    }

    private static SecurityScheme bearer(String meaning) {
        return OASFactory.createSecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer").description(meaning);
    }
}
