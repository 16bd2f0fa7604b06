package io.vestibule.webhook;

import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of an endpoint.
 *
 * @param path with the query, as it is sent
 */
record WebhookAddress(boolean secure, String host, int port, String path) {
  static final int MAX_LENGTH = 1000;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int MAX_PORT = 65_535;

  /** A host whose last label is a number is an address (WHATWG URL, section 3.5). */
  private static final Pattern NUMBER =
      Pattern.compile("(?i)(^|\\.)(\\d+|0x[0-9a-f]*)\\.?\\z", Pattern.DOTALL);

  private static final Pattern DOTTED =
      Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} at {@code url}
   */
  static WebhookAddress parse(String url, boolean allowHttp) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean secure = scheme.equals("https");
    if (!secure && !(allowHttp && scheme.equals("http"))) {
      throw invalid("must begin with https://");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw invalid("must have a host, and neither user nor fragment");
    }
    if (NUMBER.matcher(uri.getHost()).find() && !DOTTED.matcher(uri.getHost()).matches()) {
      // 0177.0.0.1 is one address for some resolvers and another one for others.
      throw invalid("must have a name or an address in its usual form");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
    if (port == 0 || port > MAX_PORT) {
      throw invalid("must have a port from 1 to 65535");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new WebhookAddress(secure, uri.getHost().replaceAll("[\\[\\]]", ""), port, path + query);
  }

  private static URI uri(String url) {
    if (url.length() > MAX_LENGTH || !url.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw invalid("must be an ASCII URL of at most " + MAX_LENGTH + " characters");
    }
    try {
      return new URI(url).parseServerAuthority();
    } catch (URISyntaxException malformed) {
      throw invalid("must be a URL");
    }
  }

  private static ApiException invalid(String reason) {
    return ApiException.at(ErrorCode.INVALID_REQUEST, "url", reason);
  }
}
