package io.voiceforge.config;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.vertx.core.net.TrustOptions;

/**
 * The authorities whose certificates every outgoing TLS connection trusts: those that Java trusts, and with
 * {@code VOICEFORGE_CA_CERTIFICATES} those in that file too.
 */
@ApplicationScoped
public class TrustedAuthorities {

    private final Optional<KeyStore> store;

    TrustedAuthorities(CertificatesConfig config, Vertx vertx) {
        this.store = read(config, vertx);
    }

    /** Made at the start, so that a file that cannot be read ends it. */
    void onStart(@Observes StartupEvent event) {
        // the constructor has done it all
    }

    /** All of them; empty when they are only those that Java trusts, which is what clients do by themselves. */
    public static Optional<KeyStore> read(CertificatesConfig config, Vertx vertx) {
        return config.caCertificates().map(file -> withJavas(file, vertx));
    }

    /** Has a client trust them. */
    public void trustIn(TCPSSLOptions client) {
        store.ifPresent(all -> client.setTrustOptions(options(all)));
    }

    public static TrustOptions options(KeyStore authorities) {
        try {
            return TrustOptions.wrap(factory(authorities));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore withJavas(String file, Vertx vertx) {
        try {
            KeyStore all = new PemTrustOptions().addCertPath(file).loadKeyStore(vertx);
            if (Collections.list(all.aliases()).isEmpty()) {
                throw new GeneralSecurityException("it has no certificate");
            }
            int number = 0;
            for (TrustManager manager : factory(null).getTrustManagers()) {
                for (X509Certificate root : ((X509TrustManager) manager).getAcceptedIssuers()) {
                    all.setCertificateEntry("java-" + number++, (Certificate) root);
                }
            }
            return all;
        } catch (Exception e) {
            throw CannotStart
                    .because("VOICEFORGE_CA_CERTIFICATES must name a PEM file with certificates: " + e.getMessage() + ".");
        }
    }

    /** @param authorities null for those that Java trusts */
    private static TrustManagerFactory factory(KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        return factory;
    }
}
