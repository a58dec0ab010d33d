package io.voiceforge.price;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What providers charge. */
@ConfigMapping(prefix = "voiceforge.prices")
interface PriceConfig {

    /** A JSON file with prices, which come before the built-in ones. */
    Optional<String> file();

    /** Whether the built-in list counts for what the file does not name. */
    @WithDefault("true")
    boolean builtIn();
}
