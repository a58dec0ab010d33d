package io.voiceforge.dialect.voiceforge;

import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.CallHeaders;
import io.voiceforge.dialect.HttpCalls;
import io.voiceforge.flow.FlowRunner;
import io.voiceforge.flow.FlowService;
import io.voiceforge.flow.FlowTurn;
import io.voiceforge.voice.Voice;

/** Conversations along a flow. Flows and sessions of other keys are not found. */
@ApplicationScoped
class FlowConversations {

    private final FlowService flows;
    private final FlowRunner runner;
    private final ReplyVoice voices;
    private final ObjectMapper mapper;

    FlowConversations(FlowService flows, FlowRunner runner, ReplyVoice voices,
            ObjectMapper mapper) {
        this.flows = flows;
        this.runner = runner;
        this.voices = voices;
        this.mapper = mapper;
    }

    Uni<RestResponse<ObjectNode>> start(UUID flowId, String body, RoutingContext context)
            throws JsonProcessingException {
        FlowSessionRequestBody request = FlowSessionRequestBody.of(body, mapper);
        Voice voice = voices.read(request.voice(), context);
        return flows.get(keyId(context), flowId)
                .flatMap(flow -> runner.start(flow, request.model(), HttpCalls.of(context)))
                .flatMap(turn -> answer(turn, voice, context)
                        .map(answer -> ResponseBuilder.create(Response.Status.CREATED, answer)
                                .header(HttpHeaders.LOCATION,
                                        "/api/agent-flows/" + flowId + "/sessions/" + turn.sessionId())
                                .build()));
    }

    Uni<ObjectNode> message(UUID flowId, String sid, JsonNode body, RoutingContext context) {
        FlowMessageRequestBody request = FlowMessageRequestBody.of(body);
        Voice voice = voices.read(request.voice(), context);
        return runner.message(flowId, sessionId(sid), request.message(), HttpCalls.of(context))
                .flatMap(turn -> answer(turn, voice, context));
    }

    Uni<ObjectNode> toolResult(UUID flowId, String sid, JsonNode body, RoutingContext context) {
        FlowToolResultRequestBody request = FlowToolResultRequestBody.of(body);
        Voice voice = voices.read(request.voice(), context);
        return runner.toolResult(flowId, sessionId(sid), request.result(), HttpCalls.of(context))
                .flatMap(turn -> answer(turn, voice, context));
    }

    ObjectNode state(UUID flowId, String sid, RoutingContext context) {
        return json(runner.last(keyId(context), flowId, sessionId(sid)));
    }

    Map<String, Boolean> forget(UUID flowId, String sid, RoutingContext context) {
        runner.forget(keyId(context), flowId, sessionId(sid));
        return Map.of("success", true);
    }

    /** A turn without a reply has no audio. */
    private Uni<ObjectNode> answer(FlowTurn turn, Voice voice, RoutingContext context) {
        if (HttpCalls.of(context).provider() != null) {
            CallHeaders.write(context);
        }
        ObjectNode answer = json(turn);
        if (voice == null || turn.reply().isEmpty()) {
            return Uni.createFrom().item(answer);
        }
        return voices.speak(turn.reply(), voice, context).map(members -> {
            members.forEach(member -> answer.put(member.getKey(), (String) member.getValue()));
            return answer;
        });
    }

    private static ObjectNode json(FlowTurn turn) {
        ObjectNode json = JsonNodeFactory.instance.objectNode()
                .put("session_id", turn.sessionId().toString())
                .put("reply", turn.reply())
                .put("node", turn.node());
        json.putArray("events").addAll(turn.events());
        return json.put("ended", turn.ended());
    }

    private static UUID keyId(RoutingContext context) {
        return KeyPrincipal.of(context).id();
    }

    private static UUID sessionId(String id) {
        return Paging.uuid(id, "Session not found");
    }
}
