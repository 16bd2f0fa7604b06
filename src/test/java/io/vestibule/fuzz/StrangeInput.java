package io.vestibule.fuzz;

import java.util.List;

/** Parts of a request that few clients send. */
final class StrangeInput {
  private StrangeInput() {}

  static final List<String> CONTENT_TYPES =
      List.of(
          "application/json; charset=utf-16",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "text/plain",
          "application/merge-patch+json",
          "application/xml",
          "*/*",
          "",
          "application/json;;",
          "json");

  static final List<String> SEGMENTS =
      List.of(
          "..",
          ".",
          "%2e%2e",
          "%2f",
          "%5c",
          "%00",
          "%",
          "%zz",
          "%c0%af",
          ";a=b",
          "a;b",
          "\\",
          "%20",
          "%e2%80%a8",
          "\u00fc",
          "%ed%a0%80",
          "'",
          "\"",
          "<x>",
          "{id}",
          "%25",
          "~",
          "x".repeat(300),
          "x".repeat(5000));

  static final List<String> HEADERS =
      List.of(
          "If-Match: \"1\"",
          "If-Match: *",
          "If-Match: garbage",
          "If-None-Match: *",
          "Range: bytes=0-",
          "Range: bytes=9-1",
          "Range: lines=1-2",
          "Accept: text/html",
          "Accept: application/xml;q=0",
          "Accept-Encoding: gzip, br;q=0",
          "Content-Encoding: gzip",
          "Expect: 100-continue",
          "Origin: null",
          "Origin: https://evil.example",
          "Sec-Fetch-Site: cross-site",
          "Sec-Fetch-Site: same-site",
          "Sec-Fetch-Site: ?",
          "X-Forwarded-For: 1.2.3.4, garbage",
          "X-Forwarded-Host: evil.example",
          "X-Http-Method-Override: DELETE",
          "X-Original-URL: /q/metrics",
          "Cookie: auth_token=",
          "Cookie: a=b; auth_token=x; auth_token=y",
          "Cookie: \"; =; ;",
          "Transfer-Encoding: identity",
          "X-Long: " + "y".repeat(9_000),
          "Webhook-Id: a",
          "webhook-timestamp: 1",
          "Idempotency-Key: 1",
          "Connection: close",
          "User-Agent: " + "\u00e9".repeat(40),
          "Authorization: Basic YTpi",
          "Access-Control-Request-Method: PUT");
}
