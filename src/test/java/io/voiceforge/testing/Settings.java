package io.voiceforge.testing;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The gateway's settings without an application. */
public final class Settings {

    private Settings() {
    }

    /**
     * The mapping with its defaults, except for what is given under its full name. Constraints are not checked.
     *
     * @throws RuntimeException when the mapping has no such setting, or its value is of another type
     */
    public static <T> T of(Class<T> mapping, Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(given, "test", 500))
                .withMapping(mapping)
                .build().getConfigMapping(mapping);
    }
}
