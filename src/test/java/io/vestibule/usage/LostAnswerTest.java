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

/** The store counted, and the connection broke before it said so. */
@QuarkusTest
class LostAnswerTest {
  @Test
  void aCallIsNotCountedASecondTimeByTheRetryNobodyAskedFor() {
    ApiCustomer customer = ApiCustomer.signUp();

    Response answer = LostAnswers.first(UpdateItemRequest.class, () -> customer.use(5, null));

    assertProblem(answer, ErrorCode.UNAVAILABLE);
    assertEquals(5, customer.count());
  }

  @Test
  void aCallThatNamesItselfIsAnsweredAndCountedOnce() {
    ApiCustomer customer = ApiCustomer.signUp();

    Response answer =
        LostAnswers.first(TransactWriteItemsRequest.class, () -> customer.use(5, "named"));

    answer.then().statusCode(200).body("usage_count", equalTo(5));
    assertEquals(answer.asString(), customer.use(5, "named").asString());
    assertEquals(5, customer.count());
  }

  @Test
  void aRepetitionFindsWhatWasCountedWhereItsAnswerWasNeverKept() {
    ApiCustomer customer = ApiCustomer.signUp();
    // The answer is kept by an update after the transaction.
    LostAnswers.first(UpdateItemRequest.class, () -> customer.use(5, "named"));

    customer.use(5, "named").then().statusCode(200).body("usage_count", equalTo(5));
    assertEquals(5, customer.count());
  }
}
