package io.vestibule.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;

/**
 * The one route that takes a form, and takes it from other sites: an identity provider returns the
 * browser with a POST ({@code response_mode=form_post}). The route itself checks that this browser
 * has started the sign-in.
 */
public final class ProviderCallback {
  /** The path, followed by the name of the provider. */
  public static final String PATH = "/api/auth/callback/";

  private static final String FORM = "application/x-www-form-urlencoded";

  private ProviderCallback() {}

  /** Whether the request is such a form. */
  public static boolean isForm(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
    return request.method().equals(HttpMethod.POST)
        && request.path() != null
        && request.path().startsWith(PATH)
        && type != null
        && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(FORM)
        && (coding == null || coding.equalsIgnoreCase("identity"));
  }
}
