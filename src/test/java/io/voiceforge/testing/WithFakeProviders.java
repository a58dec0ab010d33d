package io.voiceforge.testing;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.json.JsonObject;
import io.voiceforge.limit.InProcessLimits;
import io.voiceforge.provider.ProviderGuards;

/**
 * A gateway whose providers are fakes, and who has an administrator. Before each test the providers are up, have been asked
 * nothing and answer 404, all breakers are closed, and the default key has its hour before it; all these tests share one application.
 */
@WithTestResource(FakeProviders.class)
@WithTestResource(AdminToken.class)
public abstract class WithFakeProviders {

    /** More than the limits let any answer take, on a machine that is busy; without them it would never end. */
    protected static final Duration BOUND = Duration.ofSeconds(10);

    @FakeProviders.Space
    protected FakeProvider space;

    @FakeProviders.OpenAi
    protected FakeProvider openAi;

    @FakeProviders.Router
    protected FakeProvider router;

    @TestHTTPResource("/")
    protected URI root;

    @Inject
    protected ProviderGuards guards;

    @Inject
    InProcessLimits limits;

    @BeforeEach
    void forgetTheTestBefore() {
        space.reset();
        openAi.reset();
        router.reset();
        // a Space that the test before left waking is found awake before this one begins
        await().pollDelay(Duration.ZERO).until(() -> !"waking".equals(health("space").getString("status")));
        guards.closeAll();
        DefaultKeysHour.restart(limits);
    }

    /** What {@code /api/health} says of a provider. */
    protected JsonObject health(String provider) {
        return new JsonObject(get("/api/health")).getJsonObject("providers").getJsonObject(provider);
    }

    /** The state of a breaker, as {@code /api/health} names it. */
    protected String breaker(String provider, String operation) {
        return health(provider).getJsonObject("breakers").getString(operation);
    }

    /** The sum of the meters whose line begins so. */
    protected double meter(String beginning) {
        return Meters.sum(root, beginning);
    }

    private String get(String path) {
        return Speak.send(HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
