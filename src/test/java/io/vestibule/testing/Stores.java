package io.vestibule.testing;

import io.quarkus.test.common.DevServicesContext;
import io.vestibule.dynamo.TablesConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Environment variables with which a {@link Program} finds the stores of a packaged test. */
public final class Stores {
  private Stores() {}

  /** The standard AWS variables, as an operator would set them. */
  public static Map<String, String> environment(DevServicesContext context) {
    Map<String, String> properties = context.devServicesProperties();
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", properties.get("quarkus.dynamodb.aws.region"));
    environment.put(
        "AWS_ACCESS_KEY_ID",
        properties.get("quarkus.dynamodb.aws.credentials.static-provider.access-key-id"));
    environment.put(
        "AWS_SECRET_ACCESS_KEY",
        properties.get("quarkus.dynamodb.aws.credentials.static-provider.secret-access-key"));
    environment.put(
        "AWS_ENDPOINT_URL_DYNAMODB", properties.get("quarkus.dynamodb.endpoint-override"));
    // The same time-outs as in profile test: the stores share a busy machine.
    environment.put("QUARKUS_DYNAMODB_API_CALL_TIMEOUT", "60S");
    environment.put("QUARKUS_DYNAMODB_API_CALL_ATTEMPT_TIMEOUT", "20S");
    String s3 = properties.get("quarkus.s3.endpoint-override");
    if (s3 != null) {
      environment.put("AWS_ENDPOINT_URL_S3", s3);
      environment.put("QUARKUS_S3_PATH_STYLE_ACCESS", "true");
    }
    return environment;
  }

  /** A client of the DynamoDB that the environment names. */
  public static DynamoDbAsyncClient client(Map<String, String> environment) {
    return DynamoDbAsyncClient.builder()
        .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_DYNAMODB")))
        .region(Region.of(environment.get("AWS_REGION")))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    environment.get("AWS_ACCESS_KEY_ID"),
                    environment.get("AWS_SECRET_ACCESS_KEY"))))
        .build();
  }

  /** The sealing key of the service under test, base64. */
  public static String sealingKey(DevServicesContext context) {
    Properties keys = new Properties();
    try (Reader file =
        Files.newBufferedReader(
            Path.of(URI.create(context.devServicesProperties().get("quarkus.config.locations"))))) {
      keys.load(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return keys.getProperty("vestibule.keys.sealing");
  }

  /** Names under which no table exists yet. */
  public static Map<String, String> freshTableNames() {
    String prefix = "t" + UUID.randomUUID() + "-";
    Map<String, String> environment = new HashMap<>();
    Stream.of(TablesConfig.class.getMethods())
        .filter(method -> method.getReturnType() == String.class)
        .map(Method::getName)
        .forEach(name -> environment.put(variable(name), prefix + name));
    return environment;
  }

  /** {@code userLogins} is set by {@code VESTIBULE_TABLES_USER_LOGINS}. */
  private static String variable(String method) {
    String words = method.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    return "VESTIBULE_TABLES_" + words;
  }
}
