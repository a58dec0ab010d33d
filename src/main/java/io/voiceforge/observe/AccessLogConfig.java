package io.voiceforge.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The access log. */
@ConfigMapping(prefix = "voiceforge")
interface AccessLogConfig {

    /** Whether each call that has ended leaves a line in the log. */
    @WithDefault("true")
    boolean accessLog();
}
