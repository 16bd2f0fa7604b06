package io.vestibule.admin;

import io.vestibule.account.AccountQuery;
import io.vestibule.account.EmailAddress;
import io.vestibule.account.Role;
import io.vestibule.account.Status;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The query parameters of {@code GET /api/admin/users}. Those that are missing are null. */
final class UserListParameters {
  private static final int MAX_PREFIX = 254;
  private static final int MAX_PLAN = 64;

  private UserListParameters() {}

  /**
   * @param others must be missing
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#INVALID_EMAIL}
   */
  static EmailAddress exact(String email, String... others) {
    if (email.isBlank()) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "email", "must not be empty");
    }
    if (Stream.of(others).anyMatch(other -> other != null)) {
      throw ApiException.at(ErrorCode.INVALID_REQUEST, "email", "excludes the other parameters");
    }
    return EmailAddress.ofExisting(email);
  }

  /**
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static AccountQuery query(String emailPrefix, String role, String status, String plan) {
    return new AccountQuery(
        prefix(emailPrefix),
        known("role", role, Role::parse, "must be customer, vendor or admin"),
        known("status", status, Status::parse, "must be active or suspended"),
        known(
            "plan", plan, UserListParameters::plan, "must have 1 to " + MAX_PLAN + " characters"));
  }

  /** An empty one is none, so that a form can leave its field empty. */
  private static Optional<String> prefix(String typed) {
    String prefix = typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
    if (prefix.length() > MAX_PREFIX || prefix.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.at(
          ErrorCode.INVALID_REQUEST,
          "email_prefix",
          "must have at most " + MAX_PREFIX + " characters");
    }
    return Optional.of(prefix).filter(given -> !given.isEmpty());
  }

  private static Optional<String> plan(String name) {
    return Optional.of(name)
        .filter(given -> !given.isEmpty() && given.length() <= MAX_PLAN)
        .filter(given -> given.chars().noneMatch(Character::isISOControl));
  }

  private static <T> Optional<T> known(
      String field, String text, Function<String, Optional<T>> parse, String expected) {
    return text == null
        ? Optional.empty()
        : Optional.of(
            parse
                .apply(text)
                .orElseThrow(() -> ApiException.at(ErrorCode.INVALID_REQUEST, field, expected)));
  }
}
