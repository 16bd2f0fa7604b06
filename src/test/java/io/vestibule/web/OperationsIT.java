package io.vestibule.web;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.vestibule.testing.Problems;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusIntegrationTest
@Tag("container")
class OperationsIT extends OperationsTest {
  @ParameterizedTest
  @ValueSource(strings = {"/q", "/q/health", "/q/health/live", "/q/metrics", "/q/openapi"})
  void theMainPortHasNoOperatorRoutes(String path) {
    Problems.assertProblem(RestAssured.get(path), ErrorCode.NOT_FOUND);
  }
}
