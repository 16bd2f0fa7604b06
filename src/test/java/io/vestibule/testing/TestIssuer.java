package io.vestibule.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An OpenID issuer on a local port that signs any token, valid or not. All of {@link
 * ExternalIssuers} share one port, each under its name.
 */
public final class TestIssuer implements AutoCloseable {
  /** The client id and audience that the service accepts. */
  public static final String CLIENT = "vestibule-test";

  private final String name;
  private final List<JWK> keys = new ArrayList<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private HttpServer server;

  public TestIssuer(String name) {
    this.name = name;
    keys.add(rsa());
  }

  /** Starts the issuer of that name. */
  public static TestIssuer listening(String name) {
    return new TestIssuer(name).listen();
  }

  public TestIssuer listen() {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), ExternalIssuers.port(name)),
              0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
    server.createContext("/" + name + "/.well-known/openid-configuration", this::discovery);
    server.createContext("/" + name + "/keys", this::keys);
    server.createContext("/" + name + "/token", this::exchange);
    server.start();
    return this;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  public String issuer() {
    return ExternalIssuers.issuer(name);
  }

  /** Number of JWKS requests. */
  public int fetches() {
    return fetches.get();
  }

  /** The current signing key. */
  public JWK key() {
    return keys.get(keys.size() - 1);
  }

  /** Replaces all keys with a new one. */
  public void rotate(JWK next) {
    keys.clear();
    keys.add(next);
  }

  public static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .keyID(UUID.randomUUID().toString())
          .generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static ECKey ec(Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Claims of a valid token for a new user. */
  public JWTClaimsSet.Builder claims() {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer())
        .audience(CLIENT)
        .subject(UUID.randomUUID().toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)));
  }

  /** A valid token for a new user. */
  public String token() {
    return sign(claims().build());
  }

  /** A token for {@code subject} with the additional claims of {@code more}. */
  public String token(String subject, Consumer<JWTClaimsSet.Builder> more) {
    JWTClaimsSet.Builder claims = claims().subject(subject);
    more.accept(claims);
    return sign(claims.build());
  }

  public String sign(JWTClaimsSet claims) {
    return sign(claims, key(), algorithm(key()), "JWT");
  }

  public static String sign(JWTClaimsSet claims, JWK key, JWSAlgorithm algorithm, String type) {
    try {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
      JWSHeader header =
          new JWSHeader.Builder(algorithm)
              .keyID(key.getKeyID())
              .type(new JOSEObjectType(type))
              .build();
      SignedJWT token = new SignedJWT(header, claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static JWSAlgorithm algorithm(JWK key) {
    if (key instanceof ECKey curve) {
      return curve.getCurve().equals(Curve.P_256)
          ? JWSAlgorithm.ES256
          : curve.getCurve().equals(Curve.P_384) ? JWSAlgorithm.ES384 : JWSAlgorithm.ES512;
    }
    return JWSAlgorithm.RS256;
  }

  /**
   * What this issuer would send the browser back with, for an authorization request of the service.
   *
   * @param authorization the address to which the service has sent the browser
   * @return query or form
   */
  public String answer(String authorization, String subject) {
    Map<String, String> request = parameters(URI.create(authorization).getRawQuery());
    return "state=" + request.get("state") + "&code=" + request.get("nonce") + "." + subject;
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        """
        {"issuer":"%1$s","jwks_uri":"%1$s/keys","authorization_endpoint":"%1$s/authorize",
         "token_endpoint":"%1$s/token"}
        """
            .formatted(issuer()));
  }

  /** A code is nonce and subject. */
  private void exchange(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String[] code = parameters(form).get("code").split("\\.", 2);
    String idToken = token(code[1], claims -> claims.claim("nonce", code[0]));
    answer(exchange, "{\"token_type\":\"Bearer\",\"id_token\":\"" + idToken + "\"}");
  }

  private static Map<String, String> parameters(String encoded) {
    return Arrays.stream(encoded.split("&"))
        .map(parameter -> parameter.split("=", 2))
        .collect(
            Collectors.toMap(
                parameter -> parameter[0],
                parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
  }

  private void keys(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    answer(exchange, new JWKSet(keys).toString(true));
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
