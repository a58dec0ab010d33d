package io.voiceforge.admin;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voiceforge.testing.AdminToken;

@QuarkusTest
@WithTestResource(AdminToken.class)
class EmbeddedAdminTokenApiTest extends AdminTokenApiTest {
}
