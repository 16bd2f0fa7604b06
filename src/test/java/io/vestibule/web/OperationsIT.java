package io.vestibule.web;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Tag;

@QuarkusIntegrationTest
@Tag("container")
class OperationsIT extends OperationsTest {}
