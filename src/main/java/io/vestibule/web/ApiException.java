package io.vestibule.web;

import java.time.Duration;
import java.util.Optional;

/**
 * A failure with a place in the contract. Thrown by services and stores, turned into {@code
 * application/problem+json} by {@link ProblemMapper}. Carries no stack trace: it is an answer, not
 * a fault.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ErrorCode code;
  private final String field;
  private final Duration retryAfter;
  private final String contentRange;

  private ApiException(ErrorCode code, String sentence, String field, Duration retryAfter) {
    this(code, sentence, field, retryAfter, null);
  }

  private ApiException(
      ErrorCode code, String sentence, String field, Duration retryAfter, String contentRange) {
    super(sentence, null, false, false);
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
    this.contentRange = contentRange;
  }

  public static ApiException of(ErrorCode code) {
    return new ApiException(
        code, code.sentence(), null, code == ErrorCode.UNAVAILABLE ? SOON : null);
  }

  /**
   * An answer that names the member of the request it concerns and says what was expected; never
   * the value itself.
   */
  public static ApiException at(ErrorCode code, String field, String expected) {
    return new ApiException(code, field + " " + expected, field, null);
  }

  /** An answer that asks the caller to come back later. */
  public static ApiException later(ErrorCode code, Duration retryAfter) {
    return new ApiException(code, code.sentence(), null, retryAfter);
  }

  /**
   * No such range in a content of {@code size} bytes, which the answer says (RFC 9110, 15.5.17).
   */
  public static ApiException noSuchRange(long size) {
    ErrorCode code = ErrorCode.RANGE_NOT_SATISFIABLE;
    return new ApiException(code, code.sentence(), null, null, "bytes */" + size);
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

  /** The {@code Content-Range} of the answer. */
  public Optional<String> contentRange() {
    return Optional.ofNullable(contentRange);
  }
}
