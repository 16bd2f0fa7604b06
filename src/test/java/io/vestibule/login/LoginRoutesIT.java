package io.vestibule.login;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag("container")
class LoginRoutesIT extends LoginRoutesTest {}
