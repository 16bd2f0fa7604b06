package io.vestibule.login;

import static io.vestibule.testing.Api.freshEmail;
import static io.vestibule.testing.Api.post;
import static io.vestibule.testing.Problems.assertProblem;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sign-in with a code is off by default. */
@QuarkusTest
class CodeLoginOffTest {
  @Test
  void codesAreNotFound() {
    assertProblem(post("/api/auth/code", Map.of("email", freshEmail())), ErrorCode.NOT_FOUND);
    assertProblem(
        post("/api/auth/code/login", Map.of("email", freshEmail(), "code", "12345678")),
        ErrorCode.NOT_FOUND);
  }
}
