package io.voiceforge.usage;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.AdminToken;
import io.voiceforge.testing.FakeProviders;

@QuarkusTest
@WithTestResource(FakeProviders.class)
@WithTestResource(AdminToken.class)
class EmbeddedUsageApiTest extends UsageApiTest {
}
