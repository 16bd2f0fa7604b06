package io.vestibule.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.RestAssured;
import io.vestibule.testing.OidcProvider;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser that signs in at a provider: it follows redirects one by one and keeps cookies. */
final class SignInBrowser {
  /** The public address of the service under test. */
  static final String SERVICE = "https://vestibule.test";

  /** What browsers send with every request. */
  static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

  private static final Pattern ACTION = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
  private static final Pattern INPUT =
      Pattern.compile("<input[^>]* name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final Map<String, Map<String, String>> cookies = new HashMap<>();

  /**
   * Where the provider sends the browser back.
   *
   * @param form empty for a GET
   */
  record ProviderResponse(String address, Optional<String> form) {
    /** The value of a parameter of query or form. */
    String parameter(String name) {
      String all = form.orElseGet(() -> URI.create(address).getRawQuery());
      return List.of(all.split("&")).stream()
          .filter(parameter -> parameter.startsWith(name + "="))
          .map(parameter -> URLDecoder.decode(parameter.substring(name.length() + 1), UTF_8))
          .findFirst()
          .orElseThrow();
    }

    ProviderResponse with(String name, String value) {
      String changed = address.replaceFirst("([?&]" + name + "=)[^&]*", "$1" + encode(value));
      return new ProviderResponse(changed, form);
    }

    ProviderResponse at(String provider) {
      return new ProviderResponse(
          address.replaceFirst("/callback/[a-z]+", "/callback/" + provider), form);
    }
  }

  static String encode(String value) {
    return URLEncoder.encode(value, UTF_8);
  }

  /** The link with which a page starts the sign-in. */
  static String link(String provider, String returnTo) {
    return "/api/auth/login/" + provider + "?return_to=" + encode(returnTo);
  }

  /** What the provider's page asks for: a user with a verified address. */
  static String user(String subject, String email) {
    return "sub=" + subject + "&verified=true&email=" + encode(email);
  }

  /** Starts at {@code link}, signs in as {@code user}; the callback is not followed yet. */
  ProviderResponse authorize(String link, String user, String... headers) {
    HttpResponse<String> answer = get(link, headers);
    assertEquals(302, answer.statusCode(), answer::body);
    return atProvider(location(answer), user);
  }

  /** Continues at the provider. */
  ProviderResponse atProvider(String address, String user) {
    URI current = URI.create(address);
    for (int step = 0; step < 10; step++) {
      if (current.toString().startsWith(SERVICE)) {
        return new ProviderResponse(current.toString(), Optional.empty());
      }
      String page = current.toString();
      HttpResponse<String> answer = get(page.contains("/interaction/") ? page + "?" + user : page);
      if (answer.statusCode() == 200) {
        return form(answer.body());
      }
      assertTrue(answer.statusCode() / 100 == 3, () -> page + ": " + answer.body());
      current = current.resolve(location(answer));
    }
    throw new AssertionError("the provider redirects without end: " + current);
  }

  /** Follows the callback; returns where the service sends the browser. */
  String follow(ProviderResponse callback) {
    HttpResponse<String> answer = send(callback);
    assertEquals(303, answer.statusCode(), answer::body);
    return location(answer);
  }

  HttpResponse<String> send(ProviderResponse callback) {
    return callback
        .form()
        .map(
            form ->
                exchange(
                    request(callback.address())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", "https://appleid.apple.com")
                        .header("Sec-Fetch-Site", "cross-site")
                        .POST(BodyPublishers.ofString(form))))
        .orElseGet(() -> get(callback.address(), "Sec-Fetch-Site", "cross-site"));
  }

  /** Starts, signs in and follows the callback. */
  String signIn(String link, String user) {
    return follow(authorize(link, user));
  }

  HttpResponse<String> get(String address, String... headers) {
    HttpRequest.Builder request = request(address).GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return exchange(request);
  }

  /** The session cookie of the service; null if there is none. */
  String session() {
    return ofService().get("auth_token");
  }

  void setSession(String token) {
    ofService().put("auth_token", token);
  }

  /** The cookies of the service, by name. */
  Map<String, String> ofService() {
    return cookies.computeIfAbsent(
        URI.create(resolve("/")).getAuthority(), host -> new HashMap<>());
  }

  static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private HttpRequest.Builder request(String address) {
    URI target = URI.create(resolve(address));
    HttpRequest.Builder request = HttpRequest.newBuilder(target).header("User-Agent", AGENT);
    Map<String, String> known = cookies.getOrDefault(target.getAuthority(), Map.of());
    if (!known.isEmpty()) {
      request.header(
          "Cookie",
          known.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    return request;
  }

  private static String resolve(String address) {
    String path = address.startsWith(SERVICE) ? address.substring(SERVICE.length()) : address;
    return path.startsWith("/") ? "http://127.0.0.1:" + RestAssured.port + path : path;
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      Map<String, String> known =
          cookies.computeIfAbsent(answer.uri().getAuthority(), host -> new HashMap<>());
      for (String header : answer.headers().allValues("Set-Cookie")) {
        HttpCookie cookie = HttpCookie.parse("Set-Cookie: " + header).get(0);
        if (cookie.getMaxAge() == 0 || cookie.getValue().isEmpty()) {
          known.remove(cookie.getName());
        } else {
          known.put(cookie.getName(), cookie.getValue());
        }
      }
      return answer;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private static ProviderResponse form(String page) {
    Matcher action = ACTION.matcher(page);
    assertTrue(action.find(), page);
    Map<String, String> inputs = new LinkedHashMap<>();
    Matcher input = INPUT.matcher(page);
    while (input.find()) {
      inputs.put(input.group(1), input.group(2).replace("&amp;", "&"));
    }
    return new ProviderResponse(
        action.group(1),
        Optional.of(
            inputs.entrySet().stream()
                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"))));
  }

  /** A provider of the tests. */
  static String main(String returnTo) {
    return link(OidcProvider.MAIN, returnTo);
  }
}
