package io.vestibule.session;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag("container")
class SessionTokensIT extends SessionTokensTest {}
