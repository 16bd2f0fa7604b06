package io.vestibule.privacy;

import static io.vestibule.testing.Problems.assertProblem;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vestibule.account.AccountService;
import io.vestibule.audit.AuditTrail;
import io.vestibule.spi.PersonalData;
import io.vestibule.testing.Api;
import io.vestibule.usage.ApiTokenOwner;
import io.vestibule.web.Authentication;
import io.vestibule.web.Caller;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code GET /api/user/export}. */
@QuarkusTest
class ExportTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Inject AccountService accounts;
  @Inject AuditTrail trail;
  @Inject ObjectMapper json;

  @Test
  void itRequiresAValidSession() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    assertProblem(Api.json().get("/api/user/export"), ErrorCode.TOKEN_MISSING);
    assertProblem(Api.bearer(customer.apiToken()).get("/api/user/export"), ErrorCode.TOKEN_INVALID);
    customer.session().post("/api/auth/logout").then().statusCode(204);
    assertProblem(customer.session().get("/api/user/export"), ErrorCode.TOKEN_INVALID);
  }

  @Test
  void itContainsTheDataOfEveryContributorAndNoSecret() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    customer.use(3, null).then().statusCode(200);
    customer
        .session()
        .body(Map.of("displayName", "Ada"))
        .put("/api/user/profile")
        .then()
        .statusCode(200);
    for (int number = 0; number < 3; number++) {
      customer
          .session()
          .body(Map.of("s3_key", "users/" + customer.userId() + "/" + number))
          .post("/api/audio-file")
          .then()
          .statusCode(201);
    }
    ApiTokenOwner other = ApiTokenOwner.signUp();

    Response export = customer.session().get("/api/user/export");

    export
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("Cache-Control", equalTo("no-store"))
        .body("account.email", equalTo(customer.email()))
        .body("account.role", equalTo("customer"))
        .body("profile.displayName", equalTo("Ada"))
        .body("usage[0].usage_count", equalTo(3))
        .body("sessions", hasSize(1))
        .body("audio_files", hasSize(3));
    String text = export.asString();
    for (String secret :
        List.of(
            customer.password(),
            customer.apiToken(),
            customer.sessionToken(),
            "password_hash",
            "sealed",
            "key_salt",
            "argon2",
            "wrapped",
            other.userId())) {
      assertFalse(text.contains(secret), secret);
    }
  }

  @Test
  void pagesAreReadWhileTheResponseIsWritten() throws Exception {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    Many many = new Many(50, 20);
    ExportService service = new ExportService(accounts, trail, List.of(many), json);
    Caller caller =
        Caller.inSession(customer.userId(), "session of a test", Authentication.at(null, "pwd"));

    AssertSubscriber<String> reader =
        service.write(caller).subscribe().withSubscriber(AssertSubscriber.create(1));
    reader.awaitNextItems(1, PATIENCE);
    reader.awaitNextItems(4, PATIENCE);
    assertTrue(many.pagesRead <= 8, () -> many.pagesRead + " pages were read ahead");
    reader.request(Long.MAX_VALUE).awaitCompletion(PATIENCE);

    JsonNode whole = json.readTree(String.join("", reader.getItems()));
    assertEquals(1000, whole.get("numbers").size());
    assertEquals(999, whole.get("numbers").get(999).intValue());
  }

  /** As if all of the newest recordings are being deleted. */
  @Test
  void anEmptyFirstPageLeavesNoComma() throws Exception {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    Many many = new Many(3, 2);
    many.emptyAt = 0;
    ExportService service = new ExportService(accounts, trail, List.of(many), json);

    List<String> pieces =
        service
            .write(
                Caller.inSession(
                    customer.userId(), "session of a test", Authentication.at(null, "pwd")))
            .collect()
            .asList()
            .await()
            .atMost(PATIENCE);

    assertEquals(
        List.of(2, 3, 4, 5),
        json.convertValue(
            json.readTree(String.join("", pieces)).get("numbers"),
            new TypeReference<List<Integer>>() {}));
  }

  @Test
  void anInterruptedExportIsNotACompleteResponse() {
    ApiTokenOwner customer = ApiTokenOwner.signUp();
    Many many = new Many(3, 1);
    many.brokenAt = 2;
    ExportService service = new ExportService(accounts, trail, List.of(many), json);

    assertThrows(
        IllegalStateException.class,
        () ->
            service
                .write(
                    Caller.inSession(
                        customer.userId(), "session of a test", Authentication.at(null, "pwd")))
                .collect()
                .asList()
                .await()
                .atMost(PATIENCE));
  }

  /** Numbers from 0, {@code pages} times {@code size} of them. */
  private static final class Many implements PersonalData {
    private final int pages;
    private final int size;
    private volatile int pagesRead;
    private int brokenAt = -1;
    private int emptyAt = -1;

    Many(int pages, int size) {
      this.pages = pages;
      this.size = size;
    }

    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public Uni<Page> read(String userId, Optional<String> from) {
      int page = from.map(Integer::valueOf).orElse(0);
      if (page == brokenAt) {
        return Uni.createFrom().failure(new IllegalStateException("broken by a test"));
      }
      pagesRead = page + 1;
      List<JsonNode> entries =
          new ArrayList<>(
              IntStream.range(page * size, page == emptyAt ? page * size : (page + 1) * size)
                  .mapToObj(IntNode::valueOf)
                  .toList());
      return Uni.createFrom()
          .item(
              new Page(
                  entries,
                  page + 1 < pages ? Optional.of(Integer.toString(page + 1)) : Optional.empty()));
    }

    @Override
    public Uni<Boolean> erase(String userId) {
      return Uni.createFrom().item(true);
    }
  }
}
