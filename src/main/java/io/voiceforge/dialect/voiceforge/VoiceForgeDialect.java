package io.voiceforge.dialect.voiceforge;

import java.time.temporal.ChronoUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.dialect.Dialect;
import io.voiceforge.dialect.ErrorResponses;
import io.voiceforge.error.ApiException;

/** The VoiceForge API's own dialect. It also serves every path that no other dialect claims, so it is tried last. */
@ApplicationScoped
@Priority(0)
class VoiceForgeDialect implements Dialect {

    @Override
    public String name() {
        return "voiceforge";
    }

    @Override
    public boolean isSpokenIn(RoutingContext context) {
        return true;
    }

    @Override
    public JsonObject errorBody(ApiException error, String requestId) {
        JsonObject body = new JsonObject()
                .put("error", error.getMessage())
                .put("code", error.code().wireName())
                .put("requestId", requestId);
        if (!error.details().isEmpty()) {
            JsonArray details = new JsonArray();
            error.details().forEach(detail -> details.add(
                    new JsonObject().put("path", detail.path()).put("message", detail.message())));
            body.put("details", details);
        }
        if (!error.problems().isEmpty()) {
            JsonArray problems = new JsonArray();
            error.problems().forEach(problem -> {
                JsonObject object = new JsonObject();
                problem.forEach(object::put);
                problems.add(object);
            });
            body.put("problems", problems);
        }
        error.exceeded().ifPresent(limit -> body.put("limit", limit.limit())
                .put("resetTime", limit.reset().truncatedTo(ChronoUnit.SECONDS).toString()));
        error.retryAfter().ifPresent(after -> body.put("retry_after", ErrorResponses.wholeSeconds(after)));
        return body;
    }
}
