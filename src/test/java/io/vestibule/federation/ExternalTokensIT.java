package io.vestibule.federation;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ExternalTokensIT extends ExternalTokensTest {}
