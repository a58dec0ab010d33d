package io.voiceforge.usage;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.voiceforge.observe.Metrics;
import io.voiceforge.testing.Settings;

/** Makes recorders without an application. */
final class Recorders {

    private Recorders() {
    }

    static UsageRecorder recorder(UsageStore store, Vertx vertx, MeterRegistry meters, Map<String, String> settings) {
        return new UsageRecorder(store, Settings.of(UsageConfig.class, settings), new Metrics(meters), vertx);
    }
}
