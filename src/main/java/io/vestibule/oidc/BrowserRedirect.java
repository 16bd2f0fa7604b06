package io.vestibule.oidc;

import java.util.List;

/**
 * Where the browser goes next.
 *
 * @param location an absolute address or a path
 * @param cookies {@code Set-Cookie} headers
 */
record BrowserRedirect(String location, List<String> cookies) {
  @Override
  public String toString() {
    return "BrowserRedirect[redacted]";
  }
}
