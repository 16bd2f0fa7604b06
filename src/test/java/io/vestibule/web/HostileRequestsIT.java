package io.vestibule.web;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class HostileRequestsIT extends HostileRequestsTest {}
