package io.vestibule.profile;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ProfileIT extends ProfileTest {}
