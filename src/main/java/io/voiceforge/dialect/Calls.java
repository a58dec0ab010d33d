package io.voiceforge.dialect;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
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

    /**
     * Ends an answer whose head is out in a way that the caller can tell from its proper end: the connection closes before the
     * last
     * chunk. The stream to go on with is one without end, until the closed connection cancels it; if it failed, Quarkus REST
     * would
     * reset the response, which never reaches the handlers that count the request as done, and a shutdown would wait in vain.
     */
    public <T> Multi<T> breakOff(Call call, RoutingContext context) {
        call.markBroken();
        context.request().connection().close();
        return Multi.createFrom().nothing();
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
