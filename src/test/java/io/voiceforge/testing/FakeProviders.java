package io.voiceforge.testing;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A Space, an OpenAI and a router on loopback, and time limits that do not make tests wait; arguments are other settings. */
public final class FakeProviders implements QuarkusTestResourceLifecycleManager {

    public static final String HF_TOKEN = "hf-test-token";
    public static final String OPENAI_KEY = "openai-test-key";

    /** Asks for the fake Space in a test's field. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Space {
    }

    /** Asks for the fake OpenAI in a test's field. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface OpenAi {
    }

    /** Asks for the fake router of Hugging Face in a test's field. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Router {
    }

    public static final String ROUTER_MODEL = "meta-llama/Llama-3.1-8B-Instruct";

    private final FakeProvider router = new FakeProvider();
    private final FakeProvider space = new FakeProvider();
    private final FakeProvider openAi = new FakeProvider();
    private Map<String, String> others = Map.of();

    @Override
    public void init(Map<String, String> arguments) {
        others = arguments;
    }

    @Override
    public Map<String, String> start() {
        space.start();
        openAi.start();
        router.start();
        Map<String, String> settings = new HashMap<>();
        // the providers have credentials, so it is off unless it is named
        settings.put("voiceforge.default-key.secret", Speak.KEY);
        settings.put("voiceforge.space.url", space.url());
        settings.put("voiceforge.huggingface.token", HF_TOKEN);
        settings.put("voiceforge.openai.base-url", openAi.url() + "/v1");
        settings.put("voiceforge.openai.api-key", OPENAI_KEY);
        settings.put("voiceforge.huggingface.router-url", router.url() + "/v1");
        settings.put("voiceforge.huggingface.chat-model", ROUTER_MODEL);
        settings.put("voiceforge.chat.heartbeat", "400ms");
        settings.put("voiceforge.flows.generation-first-byte", "700ms");
        settings.put("voiceforge.flows.generation-chain", "3s");
        settings.put("voiceforge.limits.connect", "300ms");
        settings.put("voiceforge.limits.first-byte", "700ms");
        settings.put("voiceforge.limits.chat-answer", "700ms");
        settings.put("voiceforge.limits.transcription-first-byte", "1500ms");
        settings.put("voiceforge.limits.transcription-chain", "4s");
        settings.put("voiceforge.limits.idle", "700ms");
        settings.put("voiceforge.limits.stream-first-event", "700ms");
        settings.put("voiceforge.limits.stream-idle", "700ms");
        settings.put("voiceforge.limits.chain", "3s");
        settings.put("voiceforge.limits.local-reserve", "1s");
        settings.put("voiceforge.breaker.open-for", "500ms");
        // for keys that want it
        settings.put("voiceforge.speech-cache.max-bytes", "200000");
        settings.put("voiceforge.speech-cache.max-entry-bytes", "100000");
        settings.put("voiceforge.space.wake-poll-interval", "50ms");
        settings.put("voiceforge.space.wake-poll-timeout", "1s");
        settings.putAll(others);
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(space, new TestInjector.AnnotatedAndMatchesType(Space.class, FakeProvider.class));
        injector.injectIntoFields(openAi, new TestInjector.AnnotatedAndMatchesType(OpenAi.class, FakeProvider.class));
        injector.injectIntoFields(router, new TestInjector.AnnotatedAndMatchesType(Router.class, FakeProvider.class));
    }

    @Override
    public void stop() {
        space.close();
        openAi.close();
        router.close();
    }
}
