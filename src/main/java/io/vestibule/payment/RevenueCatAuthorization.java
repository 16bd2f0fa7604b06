package io.vestibule.payment;

import io.vestibule.runtime.ConfiguredKey;
import io.vestibule.runtime.Digests;
import io.vestibule.runtime.InvalidSettingException;
import io.vestibule.spi.StartupCheck;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Verifies the header {@code Authorization} of RevenueCat's requests, whose value is a secret. */
@ApplicationScoped
class RevenueCatAuthorization {
  private static final String PROPERTY = "vestibule.revenuecat.authorizations";
  private static final Pattern VALUE = Pattern.compile("[ -~]{32,500}");

  /** Only the hashes are kept; they have one length, so comparing them tells nothing. */
  private final List<byte[]> hashes;

  /**
   * @throws InvalidSettingException if a value is malformed; the message does not quote it
   */
  RevenueCatAuthorization(RevenueCatConfig config) {
    this.hashes = hashes(config);
  }

  @Produces
  @Singleton
  static StartupCheck valuesAreLongEnough(RevenueCatConfig config) {
    return StartupCheck.that(() -> hashes(config));
  }

  boolean isConfigured() {
    return !hashes.isEmpty();
  }

  /**
   * @param header null if there is none
   * @throws ApiException {@link ErrorCode#NOT_FOUND} if no value is configured; {@link
   *     ErrorCode#TOKEN_MISSING}, {@link ErrorCode#TOKEN_INVALID}
   */
  void check(String header) {
    if (hashes.isEmpty()) {
      throw ApiException.of(ErrorCode.NOT_FOUND);
    }
    if (header == null) {
      throw ApiException.of(ErrorCode.TOKEN_MISSING);
    }
    byte[] presented = Digests.sha256(header);
    boolean found = false;
    for (byte[] hash : hashes) {
      found |= MessageDigest.isEqual(hash, presented);
    }
    if (!found) {
      throw ApiException.of(ErrorCode.TOKEN_INVALID);
    }
  }

  private static List<byte[]> hashes(RevenueCatConfig config) {
    List<byte[]> all = new ArrayList<>();
    config.authorizations().orElse(List.of()).forEach(value -> all.add(hash(value)));
    config
        .authorizationFiles()
        .orElse(List.of())
        .forEach(file -> all.add(hash(ConfiguredKey.read(PROPERTY, file))));
    return List.copyOf(all);
  }

  private static byte[] hash(String configured) {
    String value = configured.strip();
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidSettingException(PROPERTY + " must be 32 to 500 printable characters");
    }
    return Digests.sha256(value);
  }
}
