package io.voiceforge.provider.http;

import java.security.GeneralSecurityException;

import javax.net.ssl.SSLException;

import org.jboss.logging.Logger;

import io.voiceforge.observe.RateLimitedLog;
import io.voiceforge.provider.ProviderId;

/** Says at most once a minute why there is no TLS connection to a provider: callers are told no more than that it is down. */
final class TlsLog {

    private static final Logger LOG = Logger.getLogger(TlsLog.class);
    /** Causes of causes; a circle of them would have no end. */
    private static final int MAX_DEPTH = 10;

    private final ProviderId provider;
    private final RateLimitedLog log = new RateLimitedLog(LOG, Logger.Level.WARN);

    TlsLog(ProviderId provider) {
        this.provider = provider;
    }

    /** Does nothing if the failure has another reason. */
    void notice(Throwable failure) {
        boolean isTls = false;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++, cause = cause.getCause()) {
            isTls |= cause instanceof SSLException;
            if (isTls && cause instanceof GeneralSecurityException) {
                log.problem("The certificate of the provider %s is not trusted: %s. For authorities of your own, set"
                        + " VOICEFORGE_CA_CERTIFICATES.", provider, clean(cause));
                return;
            }
        }
        if (isTls) {
            log.problem("There is no TLS connection to the provider %s: %s.", provider, clean(failure));
        }
    }

    private static String clean(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    }
}
