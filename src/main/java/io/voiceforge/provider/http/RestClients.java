package io.voiceforge.provider.http;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.ext.ContextResolver;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.voiceforge.config.TrustedAuthorities;
import io.voiceforge.provider.LimitsConfig;

/** Makes typed REST clients for providers whose address is known only when the process starts, or never. */
@ApplicationScoped
public class RestClients {

    private final LimitsConfig limits;
    private final TrustedAuthorities authorities;
    private final Vertx vertx;

    RestClients(LimitsConfig limits, TrustedAuthorities authorities, Vertx vertx) {
        this.limits = limits;
        this.authorities = authorities;
        this.vertx = vertx;
    }

    /** A client whose methods see every status, not only 2xx. */
    public <T> T create(Class<T> api, URI baseUrl, Duration readTimeout) {
        QuarkusRestClientBuilder builder = QuarkusRestClientBuilder.newBuilder()
                .baseUri(baseUrl)
                .connectTimeout(limits.connect().toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(readTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .property("microprofile.rest.client.disable.default.mapper", true)
                .register(new Options(authorities));
        if (baseUrl.getHost() == null) {
            builder.register(new AnyHost(vertx.createHttpClient(options()), readTimeout), Priorities.USER)
                    .register(new AnyHost.Answer(), Priorities.USER + 1);
        }
        return builder.build(api);
    }

    private HttpClientOptions options() {
        return new Options(authorities).getContext(null).setConnectTimeout((int) limits.connect().toMillis());
    }

    /** Ids of our traces are no business of a provider's. */
    @RegisterForReflection
    static final class Options implements ContextResolver<HttpClientOptions> {

        private final TrustedAuthorities authorities;

        Options(TrustedAuthorities authorities) {
            this.authorities = authorities;
        }

        @Override
        public HttpClientOptions getContext(Class<?> type) {
            HttpClientOptions options = new HttpClientOptions().setTracingPolicy(TracingPolicy.IGNORE);
            authorities.trustIn(options);
            return options;
        }
    }
}
