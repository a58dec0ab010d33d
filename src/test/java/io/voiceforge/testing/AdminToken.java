package io.voiceforge.testing;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Sets {@code ADMIN_TOKEN}, and lets tests fail to authenticate as often as they like. */
public final class AdminToken implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return Map.of("ADMIN_TOKEN", Admin.TOKEN, "voiceforge.access.failures-per-minute", "100000");
    }

    @Override
    public void stop() {
        // nothing has been started
    }
}
