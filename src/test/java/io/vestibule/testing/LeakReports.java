package io.vestibule.testing;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reports of leaked keys as GitHub sends them, signed by the key that the tests configure. */
public final class LeakReports {
  public static final String PATH = "/api/hooks/leaked-keys";
  public static final String IDENTIFIER = "tests";

  private static final String SCALAR =
      "87ab020e05fa5fb95dc5f046db981ab3733d5ba8dded2e72dc4932b53db8aec5";

  private LeakReports() {}

  /** The body of a report. */
  public static String of(String... secrets) {
    return Stream.of(secrets)
        .map(
            secret ->
                "{\"token\":\"%s\",\"type\":\"vestibule_api_key\",\"url\":\"https://example.org/a\"}"
                    .formatted(secret))
        .collect(Collectors.joining(",", "[", "]"));
  }

  public static Response send(String body) {
    return send(body, IDENTIFIER, sign(body));
  }

  public static Response send(String body, String identifier, String signature) {
    return given()
        .contentType("application/json")
        .header("Github-Public-Key-Identifier", identifier)
        .header("Github-Public-Key-Signature", signature)
        .body(body.getBytes(StandardCharsets.UTF_8))
        .post(PATH);
  }

  public static String sign(String body) {
    try {
      AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      Signature ecdsa = Signature.getInstance("SHA256withECDSA");
      ecdsa.initSign(
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new ECPrivateKeySpec(
                      new BigInteger(SCALAR, 16), curve.getParameterSpec(ECParameterSpec.class))));
      ecdsa.update(body.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(ecdsa.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
