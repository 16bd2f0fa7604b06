package io.vestibule.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An error that is part of the API. Services and stores throw it; {@link ProblemMapper} turns it
 * into {@code application/problem+json}. It has no stack trace, because it is an answer and not a
 * fault.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ErrorCode code;
  private final String field;
  private final Duration retryAfter;
  private final transient Details details;

  /** What only few errors state; null where they do not. */
  private record Details(
      String contentRange,
      Duration maxAge,
      String mfaToken,
      List<String> mfaMethods,
      Map<String, String> fields) {
    private static final Details NONE = new Details(null, null, null, null, Map.of());

    private Details(
        String contentRange, Duration maxAge, String mfaToken, List<String> mfaMethods) {
      this(contentRange, maxAge, mfaToken, mfaMethods, Map.of());
    }
  }

  private ApiException(ErrorCode code, String sentence, String field, Duration retryAfter) {
    this(code, sentence, field, retryAfter, Details.NONE);
  }

  private ApiException(
      ErrorCode code, String sentence, String field, Duration retryAfter, Details details) {
    super(sentence, null, false, false);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  public static ApiException of(ErrorCode code) {
    return new ApiException(
        code, code.sentence(), null, code == ErrorCode.UNAVAILABLE ? SOON : null);
  }

  /**
   * An error about one member of the request. It says what was expected and never contains the
   * value.
   */
  public static ApiException at(ErrorCode code, String field, String expected) {
    return new ApiException(code, field + " " + expected, field, null);
  }

  /** An error that tells the caller when to retry. */
  public static ApiException later(ErrorCode code, Duration retryAfter) {
    return new ApiException(code, code.sentence(), null, retryAfter);
  }

  /**
   * A limit is exceeded.
   *
   * @param fields header fields of the answer that describe the limits
   */
  public static ApiException limited(
      ErrorCode code, Duration retryAfter, Map<String, String> fields) {
    return new ApiException(
        code,
        code.sentence(),
        null,
        retryAfter,
        new Details(null, null, null, null, Map.copyOf(fields)));
  }

  /**
   * The content of {@code size} bytes does not have the requested range; the answer states the size
   * (RFC 9110 section 15.5.17).
   */
  public static ApiException noSuchRange(long size) {
    ErrorCode code = ErrorCode.RANGE_NOT_SATISFIABLE;
    return new ApiException(
        code, code.sentence(), null, null, new Details("bytes */" + size, null, null, null));
  }

  /** The user must prove their identity again; at most {@code maxAge} ago (RFC 9470). */
  public static ApiException reauthenticationRequired(Duration maxAge) {
    ErrorCode code = ErrorCode.REAUTHENTICATION_REQUIRED;
    return new ApiException(
        code, code.sentence(), null, null, new Details(null, maxAge, null, null));
  }

  /**
   * A second factor is required.
   *
   * @param token continues the login; null where the request itself must be repeated
   * @param methods the members with which the factor can be proven
   */
  public static ApiException mfaRequired(String token, List<String> methods) {
    ErrorCode code = ErrorCode.MFA_REQUIRED;
    return new ApiException(
        code, code.sentence(), null, null, new Details(null, null, token, List.copyOf(methods)));
  }

  public ErrorCode code() {
    return code;
  }

  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The {@code Content-Range} header of the answer. */
  public Optional<String> contentRange() {
    return Optional.ofNullable(details.contentRange());
  }

  /** How recent the authentication must be. */
  public Optional<Duration> maxAge() {
    return Optional.ofNullable(details.maxAge());
  }

  /** Further header fields of the answer. */
  public Map<String, String> fields() {
    return details.fields();
  }

  /** The token that continues a login; null for none. */
  String mfaToken() {
    return details.mfaToken();
  }

  /** How a second factor can be proven; null for other errors. */
  List<String> mfaMethods() {
    return details.mfaMethods();
  }
}
