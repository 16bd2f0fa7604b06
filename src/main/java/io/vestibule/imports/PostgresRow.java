package io.vestibule.imports;

import io.vertx.sqlclient.Row;
import io.vestibule.account.AccountImporter;
import io.vestibule.audio.AudioImporter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parses rows whose columns are read as text. Ids may be {@code uuid} or text, salts {@code bytea}
 * or hex. Times may have a zone; without one they are UTC, as Flask wrote them.
 */
final class PostgresRow {
  /** PostgreSQL's and ISO 8601's: {@code 2024-01-31 09:30:00.5+00}, {@code …T09:30:00Z}. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("[' ']['T']HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
          .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
          .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
          .parseDefaulting(ChronoField.NANO_OF_SECOND, 0)
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** Bounds of valid times; PostgreSQL also knows infinity and years BC. */
  private static final Instant EARLIEST = Instant.EPOCH;

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private PostgresRow() {}

  /** Flaws: {@code invalid-time}. */
  static ParsedRow<AccountImporter.Row> user(Row row) {
    Optional<Instant> time = time(row.getString("created_at"));
    return new ParsedRow<>(
        new AccountImporter.Row(
            text(row, "id"),
            text(row, "email"),
            text(row, "password_hash"),
            salt(text(row, "key_salt")),
            time.orElse(null)),
        time.isEmpty() ? List.of("invalid-time") : List.of());
  }

  /** Flaws: {@code invalid-time}, {@code invalid-size}; null is a valid size. */
  static ParsedRow<AudioImporter.Row> file(Row row) {
    List<String> flaws = new ArrayList<>();
    Optional<Instant> time = time(row.getString("uploaded_at"));
    if (time.isEmpty()) {
      flaws.add("invalid-time");
    }
    Optional<Long> size = size(row.getString("file_size"));
    if (size.isEmpty() && row.getString("file_size") != null) {
      flaws.add("invalid-size");
    }
    return new ParsedRow<>(
        new AudioImporter.Row(
            text(row, "id"),
            text(row, "user_id"),
            text(row, "s3_key"),
            size.orElse(null),
            time.orElse(null)),
        flaws);
  }

  /** Empty if the text is not a valid time. */
  static Optional<Instant> time(String stored) {
    if (stored == null) {
      return Optional.empty();
    }
    try {
      var parsed = TIME.parse(stored.strip());
      Instant time =
          LocalDateTime.from(parsed)
              .toInstant(ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS)));
      return Optional.of(time).filter(at -> !at.isBefore(EARLIEST) && !at.isAfter(LATEST));
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  /** Bytes; empty if the text is not a valid size. */
  static Optional<Long> size(String stored) {
    if (stored == null || stored.length() > 40) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(stored.strip());
      return number.scale() < -20 || number.signum() < 0
          ? Optional.empty()
          : Optional.of(number.longValueExact());
    } catch (ArithmeticException | NumberFormatException malformed) {
      return Optional.empty();
    }
  }

  /** Hex in lower case, from {@code bytea} or hex. */
  static String salt(String stored) {
    String hex = stored.toLowerCase(Locale.ROOT);
    return hex.startsWith("\\x") ? hex.substring(2) : hex;
  }

  private static String text(Row row, String column) {
    String value = row.getString(column);
    return value == null ? "" : value.strip();
  }
}
