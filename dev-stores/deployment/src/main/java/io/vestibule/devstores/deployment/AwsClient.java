package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The service's client of a store, as the extension of this name configures it. */
enum AwsClient {
  DYNAMODB("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB"),
  S3("s3", "AWS_ENDPOINT_URL_S3");

  /**
   * Letters and digits, or DynamoDB Local refuses it. Not a secret: the stores listen on the
   * loopback interface only.
   */
  static final String ACCESS_KEY_ID = "vestibuledev";

  static final String SECRET_ACCESS_KEY = "vestibule-dev-secret";

  private final String name;
  private final String endpointVariable;

  AwsClient(String name, String endpointVariable) {
    this.name = name;
    this.endpointVariable = endpointVariable;
  }

  /** Whether the service has this client and nobody has said where its store is. */
  boolean wantsStore(ApplicationModel service) {
    boolean present =
        service.getDependencies().stream()
            .anyMatch(dependency -> dependency.getArtifactId().equals("quarkus-amazon-" + name));
    return present
        && Stream.of(key("endpoint-override"), endpointVariable, "AWS_ENDPOINT_URL")
            .noneMatch(ConfigUtils::isPropertyNonEmpty);
  }

  /**
   * Configuration that leads the client to a store, under keys of its own so that it is never sent
   * elsewhere.
   */
  Map<String, Function<Store, String>> config() {
    Map<String, Function<Store, String>> config = new HashMap<>();
    config.put(key("endpoint-override"), Store::getConnectionInfo);
    config.put(key("aws.region"), store -> "us-east-1");
    config.put(key("aws.credentials.type"), store -> "static");
    config.put(key("aws.credentials.static-provider.access-key-id"), store -> ACCESS_KEY_ID);
    config.put(
        key("aws.credentials.static-provider.secret-access-key"), store -> SECRET_ACCESS_KEY);
    if (this == S3) {
      config.put(key("path-style-access"), store -> "true");
    }
    return config;
  }

  private String key(String suffix) {
    return "quarkus." + name + "." + suffix;
  }
}
