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
 * A user pool, read page by page and not faster than asked. Credentials come from the usual AWS
 * chain; it needs {@code cognito-idp:ListUsers} and, for the bar, {@code DescribeUserPool}.
 */
public final class CognitoPool implements AutoCloseable {
  /** The most that ListUsers gives at once. */
  private static final int PAGE = 60;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** {@code UNCONFIRMED} and {@code ARCHIVED} users cannot sign in. */
  private static final Set<String> UNUSABLE = Set.of("UNCONFIRMED", "ARCHIVED");

  private final String id;
  private final Pace pace;
  private final CognitoIdentityProviderAsyncClient client;

  /**
   * @param id for example {@code eu-west-1_Ab12Cd34E}
   * @param requestsPerSecond at most so many; Cognito's own quota is 30
   * @param endpoint another address than AWS's, for stand-ins
   */
  public CognitoPool(String id, double requestsPerSecond, Optional<URI> endpoint) {
    this.id = id;
    this.pace = new Pace(requestsPerSecond);
    CognitoIdentityProviderAsyncClientBuilder builder =
        CognitoIdentityProviderAsyncClient.builder()
            .region(Region.of(region()))
            .httpClientBuilder(NettyNioAsyncHttpClient.builder())
            .overrideConfiguration(
                config ->
                    config
                        .apiCallTimeout(PATIENCE)
                        // Slower than asked for while others use up the pool's quota too.
                        .retryStrategy(RetryMode.ADAPTIVE_V2));
    endpoint.ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  /**
   * A user as the pool lists them.
   *
   * @param confirmed whether they could sign in
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
   * @param next where the next page begins; empty on the last
   */
  record Page(List<PoolUser> users, Optional<String> next) {}

  String id() {
    return id;
  }

  /** The part of the id before the underscore. */
  String region() {
    return id.contains("_") ? id.substring(0, id.indexOf('_')) : "us-east-1";
  }

  /** About how many there are; empty where that may not be asked. */
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
   * The first page, or the one that the page before named.
   *
   * @throws ImportFailure where the pool cannot be read
   */
  Page list(Optional<String> from) {
    try {
      return request(from);
    } catch (CompletionException failure) {
      throw explain(failure.getCause());
    }
  }

  /** The same; empty where Cognito no longer knows that place, for it forgets them in time. */
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
    pace.await(1);
    ListUsersResponse response =
        client
            .listUsers(
                request -> request.userPoolId(id).limit(PAGE).paginationToken(from.orElse(null)))
            .join();
    return new Page(
        response.users().stream().map(CognitoPool::read).toList(),
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
      return new ImportFailure("Cognito cannot be reached: address, region or credentials");
    }
    return new ImportFailure("Cognito failed: " + failure.getClass().getSimpleName());
  }

  private static PoolUser read(UserType user) {
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
