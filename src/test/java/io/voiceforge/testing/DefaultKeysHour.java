package io.voiceforge.testing;

import java.lang.reflect.Field;
import java.util.Map;

import io.quarkus.arc.ClientProxy;
import io.voiceforge.key.DefaultKey;
import io.voiceforge.limit.InProcessLimits;

/** The default key may do 1000 requests in an hour, which the tests that share an application would use up together. */
final class DefaultKeysHour {

    private DefaultKeysHour() {
    }

    /** Forgets what the default key has done so far. */
    static void restart(InProcessLimits limits) {
        try {
            Field keys = InProcessLimits.class.getDeclaredField("keys");
            keys.setAccessible(true);
            ((Map<?, ?>) keys.get(ClientProxy.unwrap(limits))).remove(DefaultKey.ID);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
