package io.vestibule.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of every error: RFC 9457 problem details with the seeds' {@code error} member and a
 * stable {@code code}.
 *
 * <pre>{"type":"urn:vestibule:problem:user-exists","title":"Conflict","status":409,
 *  "detail":"User already exists","code":"user-exists","error":"User already exists"}</pre>
 *
 * @param type a URN with the code
 * @param title the reason phrase of the status
 * @param status the HTTP status
 * @param detail what went wrong, for people
 * @param code what went wrong, for programs
 * @param error the same sentence as {@code detail}, for the seeds' clients
 * @param field the member of the request that is wrong, if any
 * @param mfaToken continues a login with a second factor: {@code POST /api/auth/mfa}
 * @param methods how the second factor can be proven
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "RFC 9457 problem details with `code` for programs and `error` for people")
public record Problem(
    @Schema(examples = "urn:vestibule:problem:invalid-request") String type,
    @Schema(examples = "Bad Request") String title,
    @Schema(examples = "400") int status,
    @Schema(examples = "email must be a string") String detail,
    @Schema(examples = "invalid-request") String code,
    @Schema(examples = "email must be a string") String error,
    @Schema(examples = "email", nullable = true) String field,
    @JsonProperty("mfa_token")
        @Schema(
            description = "Continues a login that needs a second factor",
            examples = "n4bQgYhMfWWaL-qg…",
            nullable = true)
        String mfaToken,
    @Schema(
            description = "How a second factor can be proven: `totp`, `recovery_code`, `passkey`",
            examples = "[\"totp\",\"recovery_code\"]",
            nullable = true)
        List<String> methods) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String sentence, String field) {
    return new Problem(
        "urn:vestibule:problem:" + code.wire(),
        jakarta.ws.rs.core.Response.Status.fromStatusCode(code.status()).getReasonPhrase(),
        code.status(),
        sentence,
        code.wire(),
        sentence,
        field,
        null,
        null);
  }

  static Problem of(ApiException failure) {
    Problem problem = of(failure.code(), failure.getMessage(), failure.field().orElse(null));
    return new Problem(
        problem.type,
        problem.title,
        problem.status,
        problem.detail,
        problem.code,
        problem.error,
        problem.field,
        failure.mfaToken(),
        failure.mfaMethods());
  }

  public static Problem of(ErrorCode code) {
    return of(code, code.sentence(), null);
  }
}
