package io.voiceforge.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Samples of voices, for everybody. */
@ConfigMapping(prefix = "voiceforge.previews")
interface PreviewsConfig {

    /** Whether voices have previews, which providers speak at the operator's expense: once for each voice and process. */
    @WithDefault("true")
    boolean enabled();
}
