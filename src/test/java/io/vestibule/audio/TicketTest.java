package io.vestibule.audio;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.Vault;
import io.vestibule.testing.Vault.Stored;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.KeysConfig;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Without a good ticket no byte of content leaves. */
@QuarkusTest
class TicketTest {
  private static final byte[] PLAIN = Vault.bytes(20_000);
  private static Person ada;
  private static Stored stored;
  private static String link;

  @Inject KeysConfig keys;
  @Inject SecureRandom random;
  @Inject DynamoDbAsyncClient dynamo;

  @BeforeEach
  void store() {
    if (link == null) {
      ada = Api.register();
      stored = Vault.store(ada, PLAIN);
      link = Vault.link(ada, stored.fileId());
    }
  }

  @Test
  void aTicketAlteredInAnyByteIsRefused() {
    String ticket = link.substring(link.indexOf('=') + 1);
    Tickets tickets = new Tickets(keys, random, InstantSource.system());
    assertTrue(tickets.read(ticket).isPresent());
    for (int i = 0; i < ticket.length(); i++) {
      for (char other : new char[] {'A', 'B', 'z', '_', '.', '='}) {
        if (ticket.charAt(i) != other) {
          String altered = ticket.substring(0, i) + other + ticket.substring(i + 1);
          assertTrue(tickets.read(altered).isEmpty(), "altered at " + i);
        }
      }
      // The neighbour in the alphabet differs in the lowest bit, which a lenient decoder drops.
      String next =
          ticket.substring(0, i) + (char) (ticket.charAt(i) ^ 1) + ticket.substring(i + 1);
      assertTrue(tickets.read(next).isEmpty(), "lowest bit altered at " + i);
      assertTrue(tickets.read(ticket.substring(0, i)).isEmpty(), "cut off at " + i);
    }
    assertTrue(tickets.read(ticket + "A").isEmpty());
    assertTrue(tickets.read(ticket + "=").isEmpty());
  }

  @Test
  void anAlteredTicketGetsAProblemAndNoContent() {
    int middle = link.length() - 40;
    char other = link.charAt(middle) == 'A' ? 'B' : 'A';
    refused(
        link.substring(0, middle) + other + link.substring(middle + 1), ErrorCode.TICKET_INVALID);
    refused(link.substring(0, link.indexOf('?')), ErrorCode.TICKET_INVALID);
    refused(link.substring(0, link.indexOf('=') + 1), ErrorCode.TICKET_INVALID);
  }

  @Test
  void anExpiredTicketIsRefused() {
    Instant issued = Instant.now().minusSeconds(301);
    Tickets then = new Tickets(keys, random, InstantSource.fixed(issued));
    try (SecretBytes key = SecretBytes.random(44, random)) {
      String old =
          then.write(
              new Ticket(
                  ada.userId(),
                  stored.fileId(),
                  new StoredObject(20_100, "\"etag\""),
                  key,
                  issued.plusSeconds(300)));
      refused(path(stored.fileId()) + old, ErrorCode.TICKET_INVALID);
    }
  }

  @Test
  void aTicketIsForOneRecordingAndItsUser() {
    Stored another = Vault.store(ada, Vault.bytes(10));
    String ticket = link.substring(link.indexOf('=') + 1);
    refused(path(another.fileId()) + ticket, ErrorCode.TICKET_FOREIGN);

    Person eve = Api.register();
    Problems.assertProblem(
        eve.request().urlEncodingEnabled(false).get(link), ErrorCode.TICKET_FOREIGN);
    ada.request().urlEncodingEnabled(false).get(link).then().statusCode(200);
  }

  @Test
  void aTicketForWhatIsDeletedLeadsNowhere() {
    Stored gone = Vault.store(ada, PLAIN);
    String path = Vault.link(ada, gone.fileId());
    ada.request().delete("/api/audio-file/" + gone.fileId()).then().statusCode(204);
    refused(path, ErrorCode.AUDIO_FILE_NOT_FOUND);
  }

  @Test
  void aSuspendedUsersTicketIsRefused() {
    Person bob = Api.register();
    Stored file = Vault.store(bob, PLAIN);
    String path = Vault.link(bob, file.fileId());
    dynamo
        .updateItem(
            update ->
                update
                    .tableName("vestibule-users")
                    .key(Map.of("user_id", AttributeValue.fromS(bob.userId())))
                    .updateExpression("SET #s = :s")
                    .expressionAttributeNames(Map.of("#s", "status"))
                    .expressionAttributeValues(Map.of(":s", AttributeValue.fromS("suspended"))))
        .join();
    refused(path, ErrorCode.ACCOUNT_SUSPENDED);
    Problems.assertProblem(Vault.decrypt(bob, file.fileId()), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void anObjectReplacedAfterTheTicketWasIssuedIsNotServed() {
    Person carol = Api.register();
    Response place;
    byte[] ciphertext;
    Stored file;
    try (SecretBytes key = Vault.audioKey(carol)) {
      ciphertext = Vault.encrypt(key, carol.userId(), "", PLAIN);
      place = Vault.uploadUrl(carol, ciphertext.length);
      ciphertext = Vault.encrypt(key, carol.userId(), place.path("s3_key"), PLAIN);
      assertEquals(200, Vault.put(place, ciphertext).statusCode());
      file = Vault.register(carol, place.path("s3_key"), Map.of());
      String path = Vault.link(carol, file.fileId());
      byte[] second = Vault.encrypt(key, carol.userId(), place.path("s3_key"), PLAIN);
      assertEquals(200, Vault.put(place, second).statusCode());
      refused(path, ErrorCode.OBJECT_CHANGED);
    }
  }

  private static String path(String fileId) {
    return "/api/audio-file/" + fileId + "/content?ticket=";
  }

  private static void refused(String path, ErrorCode code) {
    Problems.assertProblem(given().urlEncodingEnabled(false).get(path), code);
    given().urlEncodingEnabled(false).head(path).then().statusCode(headStatus(code));
  }

  /** HEAD reads no object, so it cannot know that it changed. */
  private static int headStatus(ErrorCode code) {
    return code == ErrorCode.OBJECT_CHANGED ? 200 : code.status();
  }
}
