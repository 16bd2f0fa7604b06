package io.vestibule.devstores.deployment;

import io.quarkus.bootstrap.model.ApplicationModel;
import io.quarkus.runtime.configuration.ConfigUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** An AWS client of the service, as its Quarkus extension configures it. */
enum AwsClient {
  DYNAMODB("dynamodb", "AWS_ENDPOINT_URL_DYNAMODB"),
  S3("s3", "AWS_ENDPOINT_URL_S3");

  /**
   * DynamoDB Local accepts only letters and digits. Not a secret: the stores listen on the loopback
   * interface only.
   */
  static final String ACCESS_KEY_ID = "vestibuledev";

  static final String SECRET_ACCESS_KEY = "vestibule-dev-secret";

  private final String name;
  private final String endpointVariable;

  AwsClient(String name, String endpointVariable) {
    this.name = name;
    this.endpointVariable = endpointVariable;
  }

  /** Whether the service has this client and no endpoint is configured for it. */
  boolean needsStore(ApplicationModel service) {
    boolean present =
        service.getDependencies().stream()
            .anyMatch(dependency -> dependency.getArtifactId().equals("quarkus-amazon-" + name));
    return present
        && Stream.of(key("endpoint-override"), endpointVariable, "AWS_ENDPOINT_URL")
            .noneMatch(ConfigUtils::isPropertyNonEmpty);
  }

  /**
   * Configuration of the client for a store. It has its own credentials, so that real ones are
   * never sent.
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
