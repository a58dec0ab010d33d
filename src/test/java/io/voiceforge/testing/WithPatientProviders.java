package io.voiceforge.testing;

import java.net.URI;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import io.voiceforge.provider.ProviderGuards;

/**
 * As {@link WithFakeProviders}, with time limits so long that a busy machine is not taken for a provider that is late: for tests of
 * which every single request has to succeed.
 */
@WithTestResource(value = FakeProviders.class, initArgs = {
        @ResourceArg(name = "voiceforge.limits.first-byte", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.idle", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.stream-first-event", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.stream-idle", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.connect", value = "4s"),
        @ResourceArg(name = "voiceforge.limits.chain", value = "12s"),
        @ResourceArg(name = "voiceforge.chat.heartbeat", value = "20s") })
@WithTestResource(AdminToken.class)
public abstract class WithPatientProviders {

    @FakeProviders.OpenAi
    protected FakeProvider openAi;

    @TestHTTPResource("/")
    protected URI root;

    @Inject
    ProviderGuards guards;

    @BeforeEach
    void forgetTheTestBefore() {
        openAi.reset();
        guards.closeAll();
    }

    /** The secret of a new key that may do a million requests in an hour. */
    protected String key(JsonObject settings) {
        return new Admin(root).create(settings.put("name", "patient").put("rateLimit", 1_000_000)).getString("key");
    }
}
