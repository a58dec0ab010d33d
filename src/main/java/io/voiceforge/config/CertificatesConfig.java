package io.voiceforge.config;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Whose certificates are trusted besides those that Java trusts. */
@ConfigMapping(prefix = "voiceforge")
public interface CertificatesConfig {

    /** A PEM file with certificates of authorities. */
    Optional<String> caCertificates();
}
