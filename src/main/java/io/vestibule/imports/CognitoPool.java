package io.vestibule.imports;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClientBuilder;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/**
 * Reads the users of a Cognito pool page by page at a limited rate. Uses the default AWS
 * credentials chain. Requires {@code cognito-idp:ListUsers} and, for the progress bar, {@code
 * DescribeUserPool}.
 */
public final class CognitoPool implements AutoCloseable {
  /** Maximum of ListUsers. */
  private static final int PAGE_SIZE = 60;

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** {@code UNCONFIRMED} and {@code ARCHIVED} users cannot sign in. */
  private static final Set<String> UNUSABLE = Set.of("UNCONFIRMED", "ARCHIVED");

  private final String id;
  private final RateLimiter rateLimiter;
  private final CognitoIdentityProviderAsyncClient client;

  /**
   * @param id for example {@code eu-west-1_Ab12Cd34E}
   * @param requestsPerSecond maximum rate; Cognito's own quota is 30
   * @param endpoint replaces the AWS endpoint, for emulators
   */
  public CognitoPool(String id, double requestsPerSecond, Optional<URI> endpoint) {
    this.id = id;
    this.rateLimiter = new RateLimiter(requestsPerSecond);
    CognitoIdentityProviderAsyncClientBuilder builder =
        CognitoIdentityProviderAsyncClient.builder()
            .region(Region.of(region()))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .overrideConfiguration(
                config ->
                    config
                        .apiCallTimeout(TIMEOUT)
                        // Slows down further while other clients use the pool's quota.
                        .retryStrategy(RetryMode.ADAPTIVE_V2));
    endpoint.ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  /**
   * A user of the pool.
   *
   * @param confirmed whether the user can sign in
   */
  record PoolUser(
      String username,
      Map<String, String> attributes,
      boolean confirmed,
      boolean enabled,
      Instant createdAt) {
    @Override
    public String toString() {
      return "PoolUser[redacted]";
    }
  }

  /**
   * A page of users.
   *
   * @param next pagination token of the next page; empty on the last
   */
  record Page(List<PoolUser> users, Optional<String> next) {}

  String id() {
    return id;
  }

  /** The part of the id before the underscore. */
  String region() {
    return regionOf(id);
  }

  static String regionOf(String pool) {
    return pool.contains("_") ? pool.substring(0, pool.indexOf('_')) : "us-east-1";
  }

  /** Approximate number of users; empty without the permission to ask. */
  OptionalLong estimatedUsers() {
    try {
      return OptionalLong.of(
          client
              .describeUserPool(request -> request.userPoolId(id))
              .join()
              .userPool()
              .estimatedNumberOfUsers());
    } catch (RuntimeException unknown) {
      return OptionalLong.empty();
    }
  }

  /**
   * The first page, or the one that {@code from} names.
   *
   * @throws ImportFailure if the pool cannot be read
   */
  Page list(Optional<String> from) {
    try {
      return request(from);
    } catch (CompletionException failure) {
      throw explain(failure.getCause());
    }
  }

  /** As {@link #list}; empty if the pagination token has expired. */
  Optional<Page> resume(String from) {
    try {
      return Optional.of(request(Optional.of(from)));
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof InvalidParameterException) {
        return Optional.empty();
      }
      throw explain(failure.getCause());
    }
  }

  private Page request(Optional<String> from) {
    rateLimiter.await(1);
    ListUsersResponse response =
        client
            .listUsers(
                request ->
                    request.userPoolId(id).limit(PAGE_SIZE).paginationToken(from.orElse(null)))
            .join();
    return new Page(
        response.users().stream().map(CognitoPool::toPoolUser).toList(),
        Optional.ofNullable(response.paginationToken()).filter(token -> !token.isEmpty()));
  }

  @Override
  public void close() {
    client.close();
  }

  private static ImportFailure explain(Throwable failure) {
    if (failure instanceof CognitoIdentityProviderException refused) {
      return new ImportFailure(
          "Cognito refuses to list the pool's users: "
              + (refused.awsErrorDetails() == null
                  ? "status " + refused.statusCode()
                  : refused.awsErrorDetails().errorCode()));
    }
    if (failure instanceof SdkClientException) {
      return new ImportFailure("Cognito cannot be reached: check endpoint, region and credentials");
    }
    return new ImportFailure("Cognito failed: " + failure.getClass().getSimpleName());
  }

  private static PoolUser toPoolUser(UserType user) {
    Map<String, String> attributes =
        user.attributes().stream()
            .filter(attribute -> attribute.value() != null)
            .collect(
                Collectors.toMap(
                    AttributeType::name, AttributeType::value, (first, second) -> first));
    return new PoolUser(
        user.username(),
        attributes,
        !UNUSABLE.contains(user.userStatusAsString()),
        !Boolean.FALSE.equals(user.enabled()),
        user.userCreateDate());
  }
}
