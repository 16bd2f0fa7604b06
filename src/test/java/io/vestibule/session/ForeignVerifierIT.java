package io.vestibule.session;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ForeignVerifierIT extends ForeignVerifierTest {}
