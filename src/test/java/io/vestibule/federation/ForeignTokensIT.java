package io.vestibule.federation;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ForeignTokensIT extends ForeignTokensTest {}
