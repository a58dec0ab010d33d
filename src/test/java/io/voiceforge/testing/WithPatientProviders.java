package io.voiceforge.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderGuards;

/**
 * As {@link WithFakeProviders}, with time limits so long that a busy machine is not taken for a provider that is late: for tests of
 * which every single request has to succeed. Together, requests may buffer 16 MiB.
 */
@WithTestResource(value = FakeProviders.class, initArgs = {
        @ResourceArg(name = "voiceforge.limits.first-byte", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.chat-answer", value = "20s"),
        @ResourceArg(name = "voiceforge.limits.idle", value = "20s"),
        @ResourceArg(name = "voiceforge.limits.stream-first-event", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.stream-idle", value = "20s"),
        @ResourceArg(name = "voiceforge.limits.transcription-first-byte", value = "20s"),
        @ResourceArg(name = "voiceforge.limits.transcription-chain", value = "30s"),
        @ResourceArg(name = "voiceforge.limits.connect", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.chain", value = "12s"),
        @ResourceArg(name = "voiceforge.chat.heartbeat", value = "20s"),
        @ResourceArg(name = "voiceforge.memory.buffer-bytes", value = "16777216") })
@WithTestResource(AdminToken.class)
public abstract class WithPatientProviders {

    @FakeProviders.Space
    protected FakeProvider space;

    @FakeProviders.OpenAi
    protected FakeProvider openAi;

    @TestHTTPResource("/")
    protected URI root;

    @Inject
    ProviderGuards guards;

    @BeforeEach
    void forgetTheTestBefore() {
        space.reset();
        openAi.reset();
        guards.closeAll();
    }

    /** The state of OpenAI's breaker, as {@code /api/health} names it. */
    protected String breaker(String operation) {
        return new JsonObject(Speak.send(HttpRequest.newBuilder(root.resolve("/api/health")).build(),
                HttpResponse.BodyHandlers.ofString()).body()).getJsonObject("providers").getJsonObject("openai")
                .getJsonObject("breakers").getString(operation);
    }

    /** The secret of a new key that may do a million requests in an hour. */
    protected String key(JsonObject settings) {
        return new Admin(root).create(settings.put("name", "patient").put("rateLimit", 1_000_000)).getString("key");
    }
}
