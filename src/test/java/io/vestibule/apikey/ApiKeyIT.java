package io.vestibule.apikey;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ApiKeyIT extends ApiKeyTest {}
