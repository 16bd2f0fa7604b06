package io.vestibule.mailrequest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vestibule.challenge.ChallengePurpose;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;

/**
 * A mail that somebody requested for an address without having signed in.
 *
 * @param purpose what the mail permits
 * @param email the address in canonical form; whether it has an account is not known yet
 * @param language a supported language
 * @param seed 32 random bytes from which the challenge is made, so that a repeated delivery sends
 *     the same link
 * @param requestedAt in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, and compared by content
public record MailRequest(
    ChallengePurpose purpose, String email, String language, byte[] seed, Instant requestedAt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public MailRequest {
    requireNonNull(purpose, "purpose");
    requireNonNull(email, "email");
    requireNonNull(language, "language");
    seed = seed.clone();
    requireNonNull(requestedAt, "requestedAt");
  }

  @Override
  public byte[] seed() {
    return seed.clone();
  }

  /** The payload of the outbox message: a JSON object, which the outbox seals. */
  byte[] encode() {
    try {
      return JSON.writeValueAsBytes(
          JSON.createObjectNode()
              .put("purpose", purpose.name())
              .put("email", email)
              .put("language", language)
              .put("seed", seed)
              .put("requested_at", requestedAt.toEpochMilli()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static MailRequest decode(byte[] payload) {
    try {
      JsonNode json = JSON.readTree(payload);
      return new MailRequest(
          ChallengePurpose.valueOf(json.required("purpose").textValue()),
          json.required("email").textValue(),
          json.required("language").textValue(),
          json.required("seed").binaryValue(),
          Instant.ofEpochMilli(json.required("requested_at").longValue()));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MailRequest request && Arrays.equals(encode(), request.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }

  @Override
  public String toString() {
    return "MailRequest[" + purpose + ", redacted]";
  }
}
