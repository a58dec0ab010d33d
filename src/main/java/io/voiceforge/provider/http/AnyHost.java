package io.voiceforge.provider.http;

import java.time.Duration;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestContext;
import org.jboss.resteasy.reactive.client.spi.ResteasyReactiveClientRequestFilter;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Sends a typed client's request, which must have no body, in its place. A typed client has the host from a
 * {@link java.net.URI},
 * which knows none with an underscore, and would ask this machine. {@link Answer} has to be registered behind it.
 */
@RegisterForReflection
final class AnyHost implements ResteasyReactiveClientRequestFilter {

    private static final String ANSWER = AnyHost.class.getName();

    private final HttpClient client;
    private final Duration readTimeout;

    AnyHost(HttpClient client, Duration readTimeout) {
        this.client = client;
        this.readTimeout = readTimeout;
    }

    @Override
    public void filter(ResteasyReactiveClientRequestContext context) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.valueOf(context.getMethod()))
                .setAbsoluteURI(context.getUri().toString()).setTimeout(readTimeout.toMillis());
        context.getStringHeaders().forEach((name, values) -> values.forEach(value -> options.addHeader(name, value)));
        context.suspend();
        client.request(options).compose(HttpClientRequest::send)
                .compose(answer -> answer.body().map(body -> response(answer, body)))
                .onSuccess(response -> {
                    context.setProperty(ANSWER, response);
                    context.resume();
                })
                .onFailure(context::resume);
    }

    private static Response response(HttpClientResponse answer, Buffer body) {
        Response.ResponseBuilder response = Response.status(answer.statusCode()).entity(body.toString());
        answer.headers().forEach(header -> response.header(header.getKey(), header.getValue()));
        return response.build();
    }

    /** Gives the answer to the typed client, which takes one only from a filter that does not wait. */
    @RegisterForReflection
    static final class Answer implements ClientRequestFilter {

        @Override
        public void filter(ClientRequestContext context) {
            context.abortWith((Response) context.getProperty(ANSWER));
        }
    }
}
