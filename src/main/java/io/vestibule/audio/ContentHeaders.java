package io.vestibule.audio;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The head of a response that carries somebody's recording. Type and name are what the client once
 * said, so they may name nothing that a browser would run.
 */
final class ContentHeaders {
  private static final Pattern AUDIO = Pattern.compile("audio/[a-z0-9][a-z0-9.+-]*");

  /** What phones and browsers record sound into, besides. */
  private static final Set<String> CONTAINERS =
      Set.of("video/3gpp", "video/3gpp2", "video/mp4", "video/webm", "application/ogg");

  private static final String UNKNOWN_TYPE = "application/octet-stream";
  private static final String UNKNOWN_NAME = "recording";

  /** What may stand unescaped in an extended value (RFC 8187, section 3.2.1). */
  private static final String ATTR_CHAR = "!#$&+-.^_`|~";

  private ContentHeaders() {}

  static Response.ResponseBuilder of(Recording recording, ContentRange range) {
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
            // The address holds the ticket.
            .header("Referrer-Policy", "no-referrer");
    return range.partial() ? answer.header("Content-Range", range.header()) : answer;
  }

  static String type(String said) {
    String type =
        said == null ? UNKNOWN_TYPE : said.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return AUDIO.matcher(type).matches() || CONTAINERS.contains(type) ? type : UNKNOWN_TYPE;
  }

  /** RFC 6266: a name in ASCII for old clients, the real one in UTF-8 for all others. */
  static String disposition(String type, String said) {
    String name = said == null || said.isBlank() ? UNKNOWN_NAME : said;
    String disposition = type.equals(UNKNOWN_TYPE) ? "attachment" : "inline";
    return disposition + "; filename=\"" + ascii(name) + "\"; filename*=UTF-8''" + extended(name);
  }

  /** Path separators, quotes, escapes and whatever is not printable ASCII become underscores. */
  private static String ascii(String name) {
    return name.replaceAll("[^ -~]|[\"\\\\/%:*?<>|]", "_");
  }

  private static String extended(String name) {
    StringBuilder escaped = new StringBuilder();
    for (byte octet : name.replaceAll("[\\p{Cntrl}\\\\/]", "_").getBytes(UTF_8)) {
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
