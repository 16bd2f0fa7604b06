package io.vestibule.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;

/**
 * Where the browser goes after a sign-in.
 *
 * @param address a path of this service, or an allowed absolute address
 * @param kind how it learns of errors
 */
record ReturnTarget(String address, Kind kind) {
  /** The start page of the account console. */
  static final ReturnTarget CONSOLE = new ReturnTarget("/", Kind.CONSOLE);

  /** Whose page it is. */
  enum Kind {
    /** The account console: a path {@code /}, with or without a fragment. */
    CONSOLE,
    /** Another page of this service's host. */
    OWN,
    /** A page or an app of the configuration. */
    CONFIGURED
  }

  /** The destination of a sign-in that failed. */
  String withError(String code, String appState) {
    return kind == Kind.CONSOLE
        ? "/#/login?error=" + code
        : withQuery("error=" + code + state(appState));
  }

  /**
   * The destination of an app that exchanges the code.
   *
   * @param appState null for none
   */
  String withCode(String code, String appState) {
    return withQuery("code=" + code + state(appState));
  }

  /** The page that asks for the second factor; in a fragment, which no server and no log sees. */
  String withSecondFactor(String token, List<String> methods) {
    String joined = String.join(",", methods);
    return kind == Kind.CONFIGURED
        ? address.split("#", 2)[0]
            + "#error=mfa-required&mfa_token="
            + encoded(token)
            + "&methods="
            + encoded(joined)
        : "/#/mfa/" + token + "~" + joined;
  }

  private String withQuery(String parameters) {
    int fragment = address.indexOf('#');
    String page = fragment < 0 ? address : address.substring(0, fragment);
    return page
        + (page.contains("?") ? "&" : "?")
        + parameters
        + (fragment < 0 ? "" : address.substring(fragment));
  }

  private static String state(String appState) {
    return appState == null ? "" : "&state=" + encoded(appState);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, UTF_8);
  }
}
