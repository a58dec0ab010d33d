package io.voiceforge.dialect;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.call.Call;
import io.voiceforge.call.Operation;
import io.voiceforge.observe.Metrics;

/** Opens a call for a request, and ends it when the request does, whatever the way it ends. */
@ApplicationScoped
public class Calls {

    private final Dialects dialects;
    private final Metrics metrics;

    Calls(Dialects dialects, Metrics metrics) {
        this.dialects = dialects;
        this.metrics = metrics;
    }

    public Call open(RoutingContext context, Operation operation) {
        Call call = new Call();
        HttpServerResponse response = context.response();
        context.addEndHandler(end -> {
            boolean complete = end.succeeded() && response.ended();
            if (!complete) {
                call.cancel();
            }
            metrics.requestEnded(dialects.of(context.request()).name(), operation.wireName(),
                    outcome(call, response, complete));
        });
        return call;
    }

    private static String outcome(Call call, HttpServerResponse response, boolean complete) {
        if (call.isBroken()) {
            return "broken";
        } else if (!complete) {
            return "cancelled";
        }
        return response.getStatusCode() < 400 ? "success" : "error";
    }
}
