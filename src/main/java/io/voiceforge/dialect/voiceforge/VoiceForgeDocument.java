package io.voiceforge.dialect.voiceforge;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.voiceforge.audio.AudioFormat;
import io.voiceforge.chat.ChatMode;
import io.voiceforge.dialect.ApiDocument;
import io.voiceforge.dialect.DocumentedRoute;
import io.voiceforge.dialect.Shapes;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.flow.NodeType;
import io.voiceforge.key.Scope;
import io.voiceforge.usage.Dimension;

/** The VoiceForge API's part of the document at {@code /q/openapi}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class VoiceForgeDocument extends ApiDocument implements OASFilter {

    public VoiceForgeDocument(IndexView index) {
        super(index, new VoiceForgeDialect());
    }

    @Override
    protected String tag(DocumentedRoute route) {
        String path = route.path();
        if (path.startsWith("/api/agent-flows")) {
            return "Agent flows";
        }
        if (path.equals("/api/events") || path.startsWith("/api/admin-tokens")) {
            return "Administration";
        }
        if (path.startsWith("/api/key") || path.startsWith("/api/customers") || path.startsWith("/api/usage")) {
            return "Keys and usage";
        }
        return List.of("/", "/api/live", "/api/ready", "/api/health").contains(path) ? "Service" : "VoiceForge";
    }

    @Override
    protected String errorSchema(int status) {
        return "VoiceForgeError";
    }

    @Override
    protected String keyScheme() {
        return "apiKey";
    }

    @Override
    protected List<String> audioTypes() {
        return Shapes.contentTypes(Stream.of(AudioFormat.values()).filter(AudioFormat::isNamed));
    }

    @Override
    protected void describe(Parameter parameter, DocumentedRoute route) {
        switch (parameter.getName()) {
            case "id" -> parameter.description("An id").example(
                    route.path().startsWith("/api/voice") ? "en-us-sarah-f" : "0bdb9a6a-32f9-41ec-909d-947f6cb78312");
            case "sid" -> parameter.description("The session_id of a turn").example("1cc4a546-66b8-4699-8061-1c48c0ccf39f");
            case "version" -> parameter.description("The number of a version").example("1");
            case "limit" -> Shapes.whole(parameter, 1, Paging.MAX_PAGE).description("The size of a page");
            case "cursor" -> parameter.description("From the Link header of the page before");
            case "active" -> Shapes.oneOf(parameter, List.of("true", "false")).description("Only keys that are active, or not");
            case "actor" -> parameter.description("Who has done it").example("admin");
            case "actorId" -> parameter.description("The admin token that has done it")
                    .example("5f2b7a0e-3c55-4a7c-8f6e-1d0f9b7c2a11");
            case "action" -> Shapes.oneOf(parameter, EventResource.ACTIONS).description("What was done");
            case "subject" -> parameter.description("What it was done to: " + String.join(", ", EventResource.SUBJECTS)
                    + ", or one of them with :id behind it").example("key:0bdb9a6a-32f9-41ec-909d-947f6cb78312");
            case "from", "to" -> Shapes.time(parameter).description(route.path().equals("/api/events")
                    ? "Only events from then on, or before then"
                    : "A time; from defaults to 30 days before to, and to to the end of this hour");
            case "granularity" -> Shapes.oneOf(parameter, List.of("day", "hour")).description("The steps of series");
            case "groupBy" -> parameter.example("provider,model").description("What to tell apart, separated by commas: "
                    + Arrays.stream(Dimension.values()).map(Dimension::wireName).collect(Collectors.joining(", ")));
            case "customer" -> parameter.description("Only of the customer with this name").example("Hotel Aurora");
            case "name" -> parameter.description("Only the customer with this name").example("Hotel Aurora");
            case "save" -> Shapes.oneOf(parameter, List.of("true", "false")).description("Whether to store the flow");
            case "gender" -> Shapes.oneOf(parameter, List.of("female", "male")).description("Of the voice");
            case "language" -> parameter.description("The name of a language, or its beginning");
            case "locale" -> parameter.description("A locale, such as en-US");
            case "q" -> parameter.description(route.path().equals("/api/keys")
                    ? "What a name contains, or an id or a hint begins with"
                    : "Words that must all occur");
            case "sort" -> Shapes.oneOf(parameter, KeyQuery.SORTS).description("The order; -created if left out");
            default -> throw new IllegalStateException("Describe the parameter " + parameter.getName());
        }
    }

    @Override
    protected void complete(OpenAPI document) {
        Shapes shapes = new Shapes(document);
        shapes.names("SpeechRequestBody", "format", Stream.of(AudioFormat.values()).filter(AudioFormat::isNamed)
                .map(AudioFormat::wireName));
        shapes.names("ChatRequestBody", "mode", Arrays.stream(ChatMode.values()).map(ChatMode::wireName));
        shapes.names("VoiceForgeError", "code", Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName));
        shapes.names("NewNode", "type", Arrays.stream(NodeType.values()).map(NodeType::wireName));
        for (String token : List.of("NewAdminToken", "AdminTokenChange", "AdminTokenRecord")) {
            shapes.names(token, "role", AdminTokenRequestBody.roles().stream());
        }
        for (String key : List.of("NewKey", "KeyChange", "KeyRecord")) {
            Schema scopes = shapes.property(key, "scopes");
            Arrays.stream(Scope.values()).map(Scope::wireName).forEach(scopes.getItems()::addEnumeration);
        }
        for (String unit : List.of("characters", "audioSeconds", "tokens", "cost")) {
            shapes.nullable("Quota", unit);
        }
        for (String unknown : List.of("successRate", "avgLatency", "latency", "cost")) {
            shapes.nullable("Report", unknown);
        }
        for (String unknown : List.of("latency", "cost")) {
            shapes.nullable("Figures", unknown);
        }
    }
}
