package io.vestibule.testing;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.restassured.response.Response;
import io.vestibule.web.ErrorCode;

/** What every error answer must look like. */
public final class Problems {
  private Problems() {}

  /** The agreed form with that code, whatever the sentence. */
  public static void assertProblem(Response answer, ErrorCode code) {
    answer
        .then()
        .statusCode(code.status())
        .contentType("application/problem+json")
        .body("status", is(code.status()))
        .body("code", equalTo(code.wire()))
        .body("type", equalTo("urn:vestibule:problem:" + code.wire()))
        .body("error", equalTo(answer.path("detail")))
        .body(not(containsString("Exception")))
        .body(not(containsString("io.vestibule")));
  }
}
