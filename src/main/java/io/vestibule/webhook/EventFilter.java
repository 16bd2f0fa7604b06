package io.vestibule.webhook;

import io.vestibule.event.EventType;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which types of events an endpoint wants: {@code *}, a group such as {@code user.*}, or a type.
 *
 * @param patterns without repeats
 */
record EventFilter(List<String> patterns) {
  static final int MAX_PATTERNS = 50;
  private static final String ALL = "*";
  private static final Pattern GROUP =
      Pattern.compile("(user|session|security|key|quota|recording)\\.\\*");
  private static final Pattern SECURITY = Pattern.compile("security\\.[a-z][a-z0-9-]{0,50}");

  EventFilter {
    patterns = patterns.stream().distinct().toList();
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST} at {@code events}
   */
  static EventFilter parse(List<String> patterns) {
    if (patterns.isEmpty() || patterns.size() > MAX_PATTERNS) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST, "events", "must have 1 to " + MAX_PATTERNS + " entries");
    }
    if (!patterns.stream().allMatch(EventFilter::isValid)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "events",
          "must be types such as user.created, groups such as user.*, or *");
    }
    return new EventFilter(patterns);
  }

  boolean matches(String type) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.equals(ALL)
                    || pattern.equals(type)
                    || (pattern.endsWith(".*")
                        && type.startsWith(pattern.substring(0, pattern.length() - 1))));
  }

  private static boolean isValid(String pattern) {
    return pattern.equals(ALL)
        || GROUP.matcher(pattern).matches()
        || SECURITY.matcher(pattern).matches()
        || (EventType.exists(pattern) && !pattern.equals(EventType.WEBHOOK_TEST.wire()));
  }
}
