package io.vestibule.playback;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vestibule.audio.StoredObject;
import io.vestibule.crypto.SecretBytes;
import io.vestibule.runtime.KeysConfig;
import io.vestibule.testing.Api;
import io.vestibule.testing.Api.Person;
import io.vestibule.testing.Problems;
import io.vestibule.testing.VaultClient;
import io.vestibule.testing.VaultClient.Stored;
import io.vestibule.web.ErrorCode;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Without a good ticket no byte of content leaves. */
@QuarkusTest
class TicketCodecTest {
  private static final byte[] PLAIN = VaultClient.bytes(20_000);
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
      stored = VaultClient.store(ada, PLAIN);
      link = VaultClient.link(ada, stored.fileId());
    }
  }

  @Test
  void aTicketAlteredInAnyByteIsRefused() {
    String ticket = link.substring(link.indexOf('=') + 1);
    TicketCodec tickets = new TicketCodec(keys, random, InstantSource.system());
    assertTrue(tickets.decode(ticket).isPresent());
    for (int i = 0; i < ticket.length(); i++) {
      for (char other : new char[] {'A', 'B', 'z', '_', '.', '='}) {
        if (ticket.charAt(i) != other) {
          String altered = ticket.substring(0, i) + other + ticket.substring(i + 1);
          assertTrue(tickets.decode(altered).isEmpty(), "altered at " + i);
        }
      }
      // The neighbour in the alphabet differs in the lowest bit, which a lenient decoder drops.
      String next =
          ticket.substring(0, i) + (char) (ticket.charAt(i) ^ 1) + ticket.substring(i + 1);
      assertTrue(tickets.decode(next).isEmpty(), "lowest bit altered at " + i);
      assertTrue(tickets.decode(ticket.substring(0, i)).isEmpty(), "cut off at " + i);
    }
    assertTrue(tickets.decode(ticket + "A").isEmpty());
    assertTrue(tickets.decode(ticket + "=").isEmpty());
  }

  @Test
  void previousKeyDecryptsDuringARotation() {
    String before = key();
    String after = key();
    TicketCodec old = codec(before, List.of());
    TicketCodec rotated = codec(after, List.of(before));
    TicketCodec done = codec(after, List.of());
    String ticket = old.encode(ticket());

    assertTrue(rotated.decode(ticket).isPresent());
    assertTrue(done.decode(ticket).isEmpty());
    assertTrue(old.decode(rotated.encode(ticket())).isEmpty(), "the current key encrypts");
    assertTrue(done.decode(rotated.encode(ticket())).isPresent());
  }

  private String key() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private Ticket ticket() {
    return new Ticket(
        ada.userId(),
        stored.fileId(),
        new StoredObject(1_000, "\"etag\""),
        SecretBytes.random(44, random),
        Instant.now().plusSeconds(60));
  }

  private TicketCodec codec(String key, List<String> opening) {
    KeysConfig config =
        (KeysConfig)
            Proxy.newProxyInstance(
                KeysConfig.class.getClassLoader(),
                new Class<?>[] {KeysConfig.class},
                (self, method, arguments) ->
                    switch (method.getName()) {
                      case "ticket" -> Optional.of(key);
                      case "ticketOpening" -> Optional.of(opening);
                      default -> Optional.empty();
                    });
    return new TicketCodec(config, random, InstantSource.system());
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
    TicketCodec then = new TicketCodec(keys, random, InstantSource.fixed(issued));
    try (SecretBytes key = SecretBytes.random(44, random)) {
      String old =
          then.encode(
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
  void ticketIsBoundToRecordingAndUser() {
    Stored another = VaultClient.store(ada, VaultClient.bytes(10));
    String ticket = link.substring(link.indexOf('=') + 1);
    refused(path(another.fileId()) + ticket, ErrorCode.TICKET_FOREIGN);

    Person eve = Api.register();
    Problems.assertProblem(
        eve.request().urlEncodingEnabled(false).get(link), ErrorCode.TICKET_FOREIGN);
    ada.request().urlEncodingEnabled(false).get(link).then().statusCode(200);
  }

  @Test
  void ticketOfADeletedRecordingIsNotFound() {
    Stored gone = VaultClient.store(ada, PLAIN);
    String path = VaultClient.link(ada, gone.fileId());
    ada.request().delete("/api/audio-file/" + gone.fileId()).then().statusCode(204);
    refused(path, ErrorCode.AUDIO_FILE_NOT_FOUND);
  }

  @Test
  void aSuspendedUsersTicketIsRefused() {
    Person bob = Api.register();
    Stored file = VaultClient.store(bob, PLAIN);
    String path = VaultClient.link(bob, file.fileId());
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
    Problems.assertProblem(VaultClient.decrypt(bob, file.fileId()), ErrorCode.ACCOUNT_SUSPENDED);
  }

  @Test
  void anObjectReplacedAfterTheTicketWasIssuedIsNotServed() {
    Person carol = Api.register();
    Response place;
    byte[] ciphertext;
    Stored file;
    try (SecretBytes key = VaultClient.audioKey(carol)) {
      ciphertext = VaultClient.encrypt(key, carol.userId(), "", PLAIN);
      place = VaultClient.uploadUrl(carol, ciphertext.length);
      ciphertext = VaultClient.encrypt(key, carol.userId(), place.path("s3_key"), PLAIN);
      assertEquals(200, VaultClient.put(place, ciphertext).statusCode());
      file = VaultClient.register(carol, place.path("s3_key"), Map.of());
      String path = VaultClient.link(carol, file.fileId());
      byte[] second = VaultClient.encrypt(key, carol.userId(), place.path("s3_key"), PLAIN);
      assertEquals(200, VaultClient.put(place, second).statusCode());
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
