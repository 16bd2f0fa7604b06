package io.vestibule.web;

import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * List cursors. A cursor is the position after the last item of a page. It is sealed, so a caller
 * can neither read nor change it, and it is bound to its list: a cursor of another list or another
 * user is refused.
 */
@ApplicationScoped
public class Cursors {
  /** Longer cursors are refused before they are decoded. */
  private static final int MAX_LENGTH = 2_000;

  private final Sealer sealer;

  Cursors(Sealer sealer) {
    this.sealer = sealer;
  }

  /** base64url without padding. */
  public String seal(String list, String position) {
    return encode(sealer.seal(position.getBytes(StandardCharsets.UTF_8), purpose(list)));
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR} if {@link #seal} did not make this cursor
   *     for this list
   */
  public String open(String list, String cursor) {
    if (cursor.length() > MAX_LENGTH) {
      throw ApiException.of(ErrorCode.INVALID_CURSOR);
    }
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(cursor);
    } catch (IllegalArgumentException notBase64) {
      throw ApiException.of(ErrorCode.INVALID_CURSOR);
    }
    if (!encode(sealed).equals(cursor)) {
      // The last character has unused bits; only the canonical encoding is accepted.
      throw ApiException.of(ErrorCode.INVALID_CURSOR);
    }
    return sealer
        .open(sealed, purpose(list))
        .map(position -> new String(position, StandardCharsets.UTF_8))
        .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_CURSOR));
  }

  private static String encode(byte[] sealed) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  private static String purpose(String list) {
    return "vestibule/cursor/v1/" + list;
  }
}
