package io.vestibule.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Patterns of secrets that no log may contain. */
public final class SecretPatterns {
  private final Map<String, Pattern> patterns = new LinkedHashMap<>();

  public SecretPatterns() {
    patterns.put("a password", Pattern.compile(Pattern.quote(Api.PASSWORD_MARK)));
    patterns.put("an e-mail address", Pattern.compile(Pattern.quote(Api.EMAIL_DOMAIN)));
    patterns.put("an API token", Pattern.compile("vst_[0-9a-f]{20}"));
    patterns.put("a JWT", Pattern.compile("eyJ[A-Za-z0-9_-]{10}"));
    patterns.put("an Argon2 hash", Pattern.compile("\\$argon2"));
    patterns.put("a bcrypt hash", Pattern.compile("\\$2[aby]\\$"));
    patterns.put("a PEM block", Pattern.compile("-----BEGIN [A-Z ]+-----"));
    patterns.put(
        "the base64 of an EC or RSA private key",
        Pattern.compile("MIG[HT]AgEAM|MII[A-Za-z0-9+/]{2}[A-Za-z0-9+/]*IBADANBg"));
    patterns.put("a configured key", Pattern.compile("keys\\.(?:signing|sealing|ticket)=[^\\s]"));
    patterns.put(
        "32 bytes in base64",
        Pattern.compile("(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9=])"));
  }

  /** Adds a secret by its value. */
  public SecretPatterns with(String name, String value) {
    patterns.put(name, Pattern.compile(Pattern.quote(value)));
    return this;
  }

  /**
   * The name of the pattern that the line matches, with the secret redacted; empty if none matches.
   */
  public Optional<String> findIn(String line) {
    return patterns.entrySet().stream()
        .filter(pattern -> pattern.getValue().matcher(line).find())
        .findFirst()
        .map(
            pattern ->
                pattern.getKey() + " in: " + pattern.getValue().matcher(line).replaceAll("***"));
  }
}
