package io.vestibule.profile;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Rows;
import io.vestibule.web.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Rows that seed 001 left: they have no version. */
@QuarkusTest
class UnversionedProfileTest {
  @Test
  void unversionedProfileCanBeChanged() {
    Person ada = Api.register();
    Rows.profiles()
        .put(
            Map.of(
                "userId", AttributeValue.fromS(ada.userId()),
                "email", AttributeValue.fromS(ada.email()),
                "givenName", AttributeValue.fromS("Ada"),
                "createdAt", AttributeValue.fromS("2025-11-20T10:00:00Z"),
                "updatedAt", AttributeValue.fromS("2025-11-20T10:00:00Z")));

    ada.request()
        .get("/api/user/profile")
        .then()
        .statusCode(200)
        .body("version", equalTo(0))
        .body("givenName", equalTo("Ada"));
    ada.request()
        .header("If-Match", "\"0\"")
        .body(Map.of("familyName", "Lovelace"))
        .patch("/api/user/profile")
        .then()
        .statusCode(200)
        .body("version", equalTo(1))
        .body("givenName", equalTo("Ada"));
    Problems.assertProblem(
        ada.request()
            .header("If-Match", "\"0\"")
            .body(Map.of("familyName", "King"))
            .patch("/api/user/profile"),
        ErrorCode.PRECONDITION_FAILED);
    ada.request()
        .body(Map.of("givenName", "Augusta"))
        .put("/api/user/profile")
        .then()
        .statusCode(200)
        .body("version", equalTo(2));
  }
}
