package io.vestibule.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Names the device behind a User-Agent the way its owner would: {@code Firefox on Linux}. What it
 * does not know it shows as it came.
 */
final class Device {
  private static final int MAX_LENGTH = 200;

  /** The first that matches wins: most browsers claim to be the ones before them, too. */
  private static final Map<String, String> BROWSERS =
      inOrder(
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
      inOrder(
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

  /** What of a User-Agent is kept: printable, at most {@value #MAX_LENGTH} characters, or null. */
  static String kept(String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return null;
    }
    String printable = userAgent.replaceAll("\\p{Cntrl}", " ").strip();
    return printable.length() <= MAX_LENGTH ? printable : printable.substring(0, MAX_LENGTH);
  }

  /** For people. */
  static String named(String kept) {
    if (kept == null || !kept.startsWith("Mozilla/")) {
      return kept;
    }
    String browser = first(BROWSERS, kept);
    String system = first(SYSTEMS, kept);
    if (browser == null) {
      return system == null ? kept : system;
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

  private static Map<String, String> inOrder(String... marksAndNames) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < marksAndNames.length; i += 2) {
      names.put(marksAndNames[i], marksAndNames[i + 1]);
    }
    return names;
  }
}
