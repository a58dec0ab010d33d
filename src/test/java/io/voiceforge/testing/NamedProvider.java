package io.voiceforge.testing;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A fifth provider, named by configuration alone: {@code kokoro} speaks first and chats, then the gateway itself. */
public final class NamedProvider implements QuarkusTestResourceLifecycleManager {

    private final FakeProvider kokoro = new FakeProvider();

    @Override
    public Map<String, String> start() {
        kokoro.start();
        Map<String, String> settings = new HashMap<>();
        settings.put("voiceforge.default-key.secret", Speak.KEY);
        settings.put("voiceforge.providers.kokoro.base-url", kokoro.url() + "/v1");
        settings.put("voiceforge.providers.kokoro.api-key", "kokoro-test-key");
        settings.put("voiceforge.providers.kokoro.operations", "speech,chat");
        settings.put("voiceforge.providers.kokoro.speech-model", "kokoro-82m");
        settings.put("voiceforge.speech-order", "kokoro,local");
        settings.put("voiceforge.limits.first-byte", "700ms");
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(kokoro, new TestInjector.MatchesType(FakeProvider.class));
    }

    @Override
    public void stop() {
        kokoro.close();
    }
}
