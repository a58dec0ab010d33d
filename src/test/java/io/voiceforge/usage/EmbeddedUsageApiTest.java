package io.voiceforge.usage;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class EmbeddedUsageApiTest extends UsageApiTest {
}
