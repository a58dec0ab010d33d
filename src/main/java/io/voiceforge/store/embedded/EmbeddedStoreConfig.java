package io.voiceforge.store.embedded;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Storage without a database. */
@ConfigMapping(prefix = "voiceforge")
interface EmbeddedStoreConfig {

    /** Where the embedded stores keep their snapshots; only in memory when absent. */
    Optional<String> dataDir();
}
