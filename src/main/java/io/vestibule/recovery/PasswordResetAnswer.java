package io.vestibule.recovery;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code POST /api/auth/password/reset}.
 *
 * @param email the address of the account, to log in with
 */
@Schema(name = "PasswordResetResponse")
public record PasswordResetAnswer(
    @Schema(examples = "ada@example.com") String email, Recordings recordings) {

  /** What the new password can do with the recordings made so far. */
  @Schema(name = "RecordingsAfterReset")
  public enum Recordings {
    /** It unlocks all of them. */
    UNLOCKED,
    /** Some need the recovery key or the former password once. */
    LOCKED,
    /** There are none. */
    NONE;

    @JsonValue
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
