package io.vestibule.login;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SeedContractIT extends SeedContractTest {}
