package io.vestibule.imports;

import io.vestibule.account.AccountImporter;
import io.vestibule.audio.AudioImporter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Parses items of the tables of seed 003 and single attributes. An attribute of another type counts
 * as missing, so that no item of the source can stop the import.
 */
final class DynamoRow {
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(LATEST.getEpochSecond());

  /** A counter with more digits is a mistake. */
  private static final BigDecimal MOST_UNITS = BigDecimal.TEN.pow(15);

  private DynamoRow() {}

  /** What no two users of a source may share. */
  static Set<String> uniqueValues(Map<String, AttributeValue> user) {
    return Set.of(
        "id " + text(user, "user_id"), "email " + text(user, "email").toLowerCase(Locale.ROOT));
  }

  /** Flaws: {@code invalid-time}. */
  static ParsedRow<AccountImporter.Row> user(Map<String, AttributeValue> item) {
    Optional<Instant> time = time(item, "created_at");
    return new ParsedRow<>(
        new AccountImporter.Row(
            text(item, "user_id"),
            text(item, "email"),
            text(item, "password_hash"),
            salt(text(item, "key_salt")),
            time.orElse(null)),
        time.isEmpty() ? List.of("invalid-time") : List.of());
  }

  /** Flaws: {@code invalid-time}, {@code invalid-size}; NULL is a valid size. */
  static ParsedRow<AudioImporter.Row> file(Map<String, AttributeValue> item) {
    List<String> flaws = new ArrayList<>();
    Optional<Instant> time = time(item, "uploaded_at");
    if (time.isEmpty()) {
      flaws.add("invalid-time");
    }
    Optional<Long> size = PostgresRow.size(number(item, "file_size"));
    if (size.isEmpty() && isGiven(item, "file_size")) {
      flaws.add("invalid-size");
    }
    return new ParsedRow<>(
        new AudioImporter.Row(
            text(item, "file_id"),
            text(item, "user_id"),
            text(item, "s3_key"),
            size.orElse(null),
            time.orElse(null)),
        flaws);
  }

  /** The text of an attribute; the empty text if it is missing or of another type. */
  static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  /** Whether the attribute exists and is not NULL. */
  static boolean isGiven(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value != null && !Boolean.TRUE.equals(value.nul());
  }

  /** Seconds since the epoch, or ISO 8601. */
  static Optional<Instant> time(Map<String, AttributeValue> item, String name) {
    String seconds = number(item, name);
    if (seconds == null) {
      return PostgresRow.time(text(item, name));
    }
    BigDecimal time = new BigDecimal(seconds);
    return time.signum() < 0 || time.compareTo(MOST_SECONDS) > 0
        ? Optional.empty()
        : Optional.of(
            Instant.ofEpochSecond(
                time.longValue(), time.remainder(BigDecimal.ONE).movePointRight(9).longValue()));
  }

  /** A counter; empty if it is no whole number from 0. */
  static Optional<Long> count(Map<String, AttributeValue> item, String name) {
    String digits = number(item, name);
    if (digits == null) {
      return Optional.empty();
    }
    BigDecimal count = new BigDecimal(digits);
    boolean isValid =
        count.signum() >= 0
            && count.compareTo(MOST_UNITS) < 0
            && count.stripTrailingZeros().scale() <= 0;
    return isValid ? Optional.of(count.longValueExact()) : Optional.empty();
  }

  /** Null if it is missing or of another type. */
  private static String number(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.n();
  }

  /** Hex, from the base64 of seed 003 or hex. */
  private static String salt(String stored) {
    String hex = PostgresRow.salt(stored);
    if (hex.matches("[0-9a-f]+")) {
      return hex;
    }
    try {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(stored));
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }
}
