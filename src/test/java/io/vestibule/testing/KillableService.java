package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import io.quarkus.test.common.DevServicesContext;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The packaged service with an outbox of its own, for tests that kill a process and start the next.
 */
public final class KillableService {
  private final Map<String, String> environment;
  private final String outbox;

  /**
   * @param outbox the name of the table
   */
  public KillableService(DevServicesContext context, String outbox) {
    this.environment = new HashMap<>(Stores.environment(context));
    this.outbox = outbox;
    // The second process must be able to decrypt what the first one wrote.
    environment.putAll(RunningService.secrets());
    set("OUTBOX_TABLE", outbox);
    set("VESTIBULE_TABLES_CREATE_MISSING", "true");
    set("VESTIBULE_SIGN_UP_VERIFICATION", "off");
    set("VESTIBULE_OUTBOX_TIMEOUT", "5S");
    set("VESTIBULE_OUTBOX_LEASE", "8S");
    set("VESTIBULE_OUTBOX_POLL_EVERY", "0.3S");
  }

  /** A variable of the environment of the processes that start afterwards. */
  public KillableService set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public RunningService start() {
    return RunningService.start(environment);
  }

  /** {@code kill -9}; returns when the process has ended. */
  public static void kill(RunningService service) throws InterruptedException {
    service.process().destroyForcibly().waitFor();
  }

  public static RequestSpecification at(URI address) {
    return given().baseUri(address.toString()).contentType(ContentType.JSON);
  }

  /** Changes an account's row beside the service. */
  public void setOfUser(String userId, String attribute, AttributeValue value) {
    try (DynamoDbAsyncClient client = Stores.client(environment)) {
      client
          .updateItem(
              update ->
                  update
                      .tableName("vestibule-users")
                      .key(Map.of("user_id", AttributeValue.fromS(userId)))
                      .updateExpression("SET #attribute = :value")
                      .expressionAttributeNames(Map.of("#attribute", attribute))
                      .expressionAttributeValues(Map.of(":value", value)))
          .join();
    }
  }

  /** How many messages are in the outbox. */
  public int messages() {
    try (DynamoDbAsyncClient client = Stores.client(environment)) {
      return client.scan(scan -> scan.tableName(outbox).consistentRead(true)).join().count();
    }
  }
}
