package io.vestibule.usage;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.web.ErrorCode;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The store counted, but the connection broke before its response. */
@QuarkusTest
class LostResponseTest {
  @Test
  void aRetryOfTheSdkDoesNotCountAgain() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    Response answer = LostResponses.first(UpdateItemRequest.class, () -> customer.use(5, null));

    assertProblem(answer, ErrorCode.UNAVAILABLE);
    assertEquals(5, customer.count());
  }

  @Test
  void aCallWithARequestIdIsAnsweredAndCountedOnce() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();

    Response answer =
        LostResponses.first(TransactWriteItemsRequest.class, () -> customer.use(5, "named"));

    answer.then().statusCode(200).body("usage_count", equalTo(5));
    assertEquals(answer.asString(), customer.use(5, "named").asString());
    assertEquals(5, customer.count());
  }

  @Test
  void aRepetitionIsAnsweredEvenIfTheFirstAnswerWasNotStored() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    // The answer is stored by an update after the transaction.
    LostResponses.first(UpdateItemRequest.class, () -> customer.use(5, "named"));

    customer.use(5, "named").then().statusCode(200).body("usage_count", equalTo(5));
    assertEquals(5, customer.count());
  }
}
