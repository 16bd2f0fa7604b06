package io.vestibule.playback;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers of a response with a decrypted recording. Type and name come from the client that
 * registered the recording, so only types that a browser does not execute are sent.
 */
final class ContentHeaders {
  private static final Pattern AUDIO = Pattern.compile("audio/[a-z0-9][a-z0-9.+-]*");

  /** Other container types in which phones and browsers record sound. */
  private static final Set<String> CONTAINERS =
      Set.of("video/3gpp", "video/3gpp2", "video/mp4", "video/webm", "application/ogg");

  private static final String UNKNOWN_TYPE = "application/octet-stream";
  private static final String UNKNOWN_NAME = "recording";

  /**
   * Characters other than letters and digits that need no escape in an extended value (RFC 8187,
   * section 3.2.1).
   */
  private static final String ATTR_CHAR = "!#$&+-.^_`|~";

  private ContentHeaders() {}

  static Response.ResponseBuilder of(PlayableRecording recording, ContentRange range) {
    String type = type(recording.file().contentType());
    Response.ResponseBuilder answer =
        Response.status(range.partial() ? Response.Status.PARTIAL_CONTENT : Response.Status.OK)
            .type(type)
            .header(HttpHeaders.CONTENT_LENGTH, range.length())
            .header("Accept-Ranges", "bytes")
            .header(HttpHeaders.ETAG, recording.etag())
            .header(HttpHeaders.CONTENT_DISPOSITION, disposition(type, recording.file().fileName()))
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .header("X-Content-Type-Options", "nosniff")
            .header(
                "Content-Security-Policy",
                "sandbox; default-src 'none'; media-src 'self'; frame-ancestors 'none'")
            .header("Cross-Origin-Resource-Policy", "cross-origin")
            // The URL contains the ticket.
            .header("Referrer-Policy", "no-referrer");
    return range.partial() ? answer.header("Content-Range", range.header()) : answer;
  }

  static String type(String contentType) {
    String type =
        contentType == null
            ? UNKNOWN_TYPE
            : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return AUDIO.matcher(type).matches() || CONTAINERS.contains(type) ? type : UNKNOWN_TYPE;
  }

  /** RFC 6266: an ASCII file name for old clients, the real one in UTF-8 for all others. */
  static String disposition(String type, String fileName) {
    String name = fileName == null || fileName.isBlank() ? UNKNOWN_NAME : fileName;
    String disposition = type.equals(UNKNOWN_TYPE) ? "attachment" : "inline";
    return disposition + "; filename=\"" + ascii(name) + "\"; filename*=UTF-8''" + extended(name);
  }

  /** Replaces path separators, quotes, escapes and all but printable ASCII by underscores. */
  private static String ascii(String name) {
    return name.replaceAll("[^ -~]|[\"\\\\/%:*?<>|]", "_");
  }

  private static String extended(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte octet : name.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\\\/]", "_").getBytes(UTF_8)) {
      char character = (char) (octet & 0xFF);
      boolean plain =
          character < 0x80
              && (Character.isLetterOrDigit(character) || ATTR_CHAR.indexOf(character) >= 0);
      if (plain) {
        escaped.append(character);
      } else {
        escaped.append('%').append("%02X".formatted((int) character));
      }
    }
    return escaped.toString();
  }
}
