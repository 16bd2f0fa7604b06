package io.vestibule.web;

import io.vestibule.crypto.Sealer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * List cursors: the position behind the last item of a page, sealed so that a caller can neither
 * read nor alter it, and bound to the list it was made for. Another list's or another user's cursor
 * does not open.
 */
@ApplicationScoped
public class Cursors {
  /** Longer ones are refused before any work is done on them. */
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
   * @throws ApiException {@link ErrorCode#INVALID_CURSOR} where the cursor is not one that {@link
   *     #seal} made for this list
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
      // The last character has spare bits; only one spelling of them is ours.
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
