package io.vestibule.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a User-Agent into a name that people recognise: {@code Firefox on Linux}. A User-Agent that
 * is not a browser's is shown unchanged.
 */
public final class Device {
  private static final int MAX_LENGTH = 200;
  private static final String UNKNOWN = "?";

  /** The start of a product name (RFC 9110 section 10.1.5), too short and plain for a message. */
  private static final Pattern PRODUCT = Pattern.compile("^[A-Za-z0-9_-]{1,24}");

  /** The first match wins. Most browsers also name the browsers they descend from. */
  private static final Map<String, String> BROWSERS =
      orderedMap(
          "Edg",
          "Edge",
          "OPR/",
          "Opera",
          "SamsungBrowser/",
          "Samsung Internet",
          "FxiOS/",
          "Firefox",
          "Firefox/",
          "Firefox",
          "CriOS/",
          "Chrome",
          "Chrome/",
          "Chrome",
          "Safari/",
          "Safari");

  private static final Map<String, String> SYSTEMS =
      orderedMap(
          "iPhone",
          "iPhone",
          "iPad",
          "iPad",
          "Android",
          "Android",
          "Windows",
          "Windows",
          "CrOS",
          "ChromeOS",
          "Mac OS X",
          "macOS",
          "Linux",
          "Linux");

  private Device() {}

  /**
   * The form in which a User-Agent is stored: printable and at most {@value #MAX_LENGTH}
   * characters; null where there is none.
   */
  static String sanitize(String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return null;
    }
    String printable = userAgent.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", " ").strip();
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH);
  }

  /**
   * The name of the device that a request comes from, for a mail. Of a program that is not a
   * browser only its name is shown: whoever sends the request could otherwise write into the mail.
   */
  public static String nameForMail(String userAgent) {
    String name = displayName(sanitize(userAgent));
    if (name == null) {
      return UNKNOWN;
    }
    if (userAgent.startsWith("Mozilla/") && !name.startsWith("Mozilla/")) {
      return name;
    }
    Matcher product = PRODUCT.matcher(name);
    return product.find() ? product.group() : UNKNOWN;
  }

  /** The name to show for a stored User-Agent. */
  static String displayName(String stored) {
    if (stored == null || !stored.startsWith("Mozilla/")) {
      return stored;
    }
    String browser = first(BROWSERS, stored);
    String system = first(SYSTEMS, stored);
    if (browser == null) {
      return system == null ? stored : system;
    }
    return system == null ? browser : browser + " on " + system;
  }

  private static String first(Map<String, String> names, String userAgent) {
    return names.entrySet().stream()
        .filter(entry -> userAgent.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static Map<String, String> orderedMap(String... tokensAndNames) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < tokensAndNames.length; i += 2) {
      names.put(tokensAndNames[i], tokensAndNames[i + 1]);
    }
    return names;
  }
}
