package io.vestibule.migration;

import io.smallrye.mutiny.Uni;
import io.vestibule.crypto.Password;
import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.VertxContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClient;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderAsyncClientBuilder;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;

/**
 * {@code InitiateAuth} with {@code USER_PASSWORD_AUTH} at the configured pool. The request is not
 * signed: the app client's id and secret authenticate it.
 */
@ApplicationScoped
class CognitoClient {
  private final Optional<CognitoIdentityProviderAsyncClient> client;
  private final String clientId;
  private final Optional<String> clientSecret;

  CognitoClient(CognitoMigrationConfig config) {
    this.client = config.pool().map(pool -> client(pool, config));
    this.clientId = config.clientId().orElse(null);
    this.clientSecret =
        config.clientSecret().isPresent() || config.clientSecretFile().isPresent()
            ? Optional.of(
                ConfiguredKey.text(
                        "vestibule.migration.cognito.client-secret",
                        config.clientSecret(),
                        config.clientSecretFile())
                    .strip())
            : Optional.empty();
  }

  private static CognitoIdentityProviderAsyncClient client(
      String pool, CognitoMigrationConfig config) {
    CognitoIdentityProviderAsyncClientBuilder builder =
        CognitoIdentityProviderAsyncClient.builder()
            .region(Region.of(pool.substring(0, pool.indexOf('_'))))
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .maxConcurrency(config.maxConcurrency())
                    .connectionAcquisitionTimeout(config.timeout()))
            // A retry could count twice against Cognito's own limit of failed logins.
            .overrideConfiguration(
                overrides ->
                    overrides
                        .apiCallTimeout(config.timeout())
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(strategy -> strategy.maxAttempts(1)));
    config.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** Cognito's answer to a login; its failures are those of the SDK. */
  Uni<InitiateAuthResponse> logIn(String username, Password password) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USERNAME", username);
    parameters.put("PASSWORD", new String(password.utf8(), StandardCharsets.UTF_8));
    clientSecret.ifPresent(secret -> parameters.put("SECRET_HASH", secretHash(username, secret)));
    return VertxContext.resume(
        Uni.createFrom()
            .completionStage(
                () ->
                    client
                        .orElseThrow()
                        .initiateAuth(
                            login ->
                                login
                                    .clientId(clientId)
                                    .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                                    .authParameters(parameters))));
  }

  /** HMAC-SHA-256 of user name and client id under the client's secret, base64 (AWS manual). */
  private String secretHash(String username, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal((username + clientId).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("HMAC-SHA-256 is missing", impossible);
    }
  }

  @PreDestroy
  void close() {
    client.ifPresent(CognitoIdentityProviderAsyncClient::close);
  }
}
