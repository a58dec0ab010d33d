package io.voiceforge.usage;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.voiceforge.config.VoiceForgeConfig;
import io.voiceforge.observe.Metrics;

/** Makes recorders without an application. */
final class Recorders {

    private Recorders() {
    }

    static UsageRecorder recorder(UsageStore store, Vertx vertx, MeterRegistry meters, Map<String, String> settings) {
        VoiceForgeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .withMapping(VoiceForgeConfig.class)
                .build().getConfigMapping(VoiceForgeConfig.class);
        return new UsageRecorder(store, config, new Metrics(meters), vertx);
    }
}
