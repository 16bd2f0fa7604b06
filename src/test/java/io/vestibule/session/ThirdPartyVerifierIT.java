package io.vestibule.session;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ThirdPartyVerifierIT extends ThirdPartyVerifierTest {}
