package io.vestibule.testing;

import io.quarkus.arc.Arc;
import io.restassured.specification.RequestSpecification;
import io.vestibule.servicekey.NewServiceKey;
import io.vestibule.servicekey.ServiceKeyWithSecret;
import io.vestibule.servicekey.ServiceKeys;
import io.vestibule.web.ApiException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A back end with a service key, for tests in the JVM of the service.
 *
 * @param keyId the id of the key
 * @param secret the secret, {@code vss_…}
 */
public record BackEnd(String keyId, String secret) {
  private static final Queue<String> CREATED = new ConcurrentLinkedQueue<>();
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** A key with these scopes, from anywhere, without expiry. */
  public static BackEnd withScopes(String... scopes) {
    return with(NewServiceKey.of("back end of a test", scopes));
  }

  public static BackEnd with(NewServiceKey wanted) {
    ServiceKeys keys = Arc.container().instance(ServiceKeys.class).get();
    ServiceKeyWithSecret created = keys.create(wanted, "test").await().atMost(TIMEOUT);
    CREATED.add(created.key().id());
    // A service has at most 200 keys.
    while (CREATED.size() > 100) {
      keys.revoke(CREATED.remove(), "test")
          .onFailure(ApiException.class)
          .recoverWithNull()
          .await()
          .atMost(TIMEOUT);
    }
    return new BackEnd(created.key().id(), created.secret().reveal());
  }

  /** A JSON request with the key. */
  public RequestSpecification request() {
    return Api.bearer(secret);
  }

  /** The {@code actor} of the audit trail. */
  public String actor() {
    return "service-key:" + keyId;
  }
}
