package io.voiceforge.dialect;

import io.quarkus.test.junit.QuarkusTest;

/** Counted in the process. */
@QuarkusTest
class SuccessiveRequestsTest extends SuccessiveRequestsContract {
}
