package io.voiceforge.observe;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.voiceforge.config.CertificatesConfig;
import io.voiceforge.config.GuideEnvironment;
import io.voiceforge.config.TrustedAuthorities;

/** Has the exporter of traces, whose client is Quarkus's, trust the authorities that all other clients trust. */
@ApplicationScoped
@Identifier(GuideEnvironment.COLLECTOR_TLS)
class CollectorAuthorities implements TrustStoreProvider {

    private final CertificatesConfig config;

    CollectorAuthorities(CertificatesConfig config) {
        this.config = config;
    }

    /** Called before there are beans that need Vert.x. */
    @Override
    public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
        return TrustedAuthorities.read(config, vertx)
                .map(store -> new TrustStoreAndTrustOptions(store, TrustedAuthorities.options(store))).orElse(null);
    }
}
