package io.vestibule.audio;

import static io.vestibule.dynamo.Item.item;

import io.vestibule.dynamo.Item;
import io.vestibule.dynamo.StoredItem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Maps records of recordings to items: {@code file_id} (S), {@code user_id} (S), {@code s3_key}
 * (S), {@code uploaded_at} (N, epoch seconds with up to six decimals), {@code file_size} (N,
 * bytes), {@code content_type}, {@code file_name} (S), {@code duration_ms} (N), {@code key_id} (S;
 * absent means the account's first audio key), {@code status} (S; absent in imported records, which
 * means pending), {@code proven} (BOOL), {@code details} (S, base64url).
 */
final class AudioFileItems {
  private AudioFileItems() {}

  static Map<String, AttributeValue> write(AudioFile file) {
    Item row =
        item()
            .text("file_id", file.fileId())
            .text("user_id", file.userId())
            .text("s3_key", file.s3Key())
            .number("uploaded_at", seconds(file.uploadedAt()))
            .text("content_type", file.contentType())
            .text("file_name", file.fileName())
            .text("key_id", file.keyId())
            .text("status", file.status().wire())
            .text("details", file.details());
    if (file.fileSize() != null) {
      row.number("file_size", file.fileSize());
    }
    if (file.durationMs() != null) {
      row.number("duration_ms", file.durationMs());
    }
    return row.attributes();
  }

  static StoredFile read(StoredItem row) {
    String status = row.textOrNull("status");
    AudioFile file =
        new AudioFile(
            row.text("file_id"),
            row.text("user_id"),
            row.text("s3_key"),
            row.has("file_size") ? row.number("file_size") : null,
            instant(row.decimal("uploaded_at")),
            row.textOrNull("content_type"),
            row.textOrNull("file_name"),
            row.has("duration_ms") ? row.number("duration_ms") : null,
            row.has("key_id") ? row.text("key_id") : RecordingKeys.FIRST_KEY,
            status == null ? FileStatus.PENDING : FileStatus.ofWire(status),
            row.textOrNull("details"));
    return new StoredFile(file, row.flag("proven"));
  }

  static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, instant), 6)
        .stripTrailingZeros();
  }

  private static Instant instant(BigDecimal seconds) {
    return Instant.EPOCH.plus(
        seconds.movePointRight(6).setScale(0, RoundingMode.HALF_UP).longValueExact(),
        ChronoUnit.MICROS);
  }
}
