package io.vestibule.web;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    @Schema(examples = "email", nullable = true) String field) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String sentence, String field) {
    return new Problem(
        "urn:vestibule:problem:" + code.wire(),
        jakarta.ws.rs.core.Response.Status.fromStatusCode(code.status()).getReasonPhrase(),
        code.status(),
        sentence,
        code.wire(),
        sentence,
        field);
  }

  public static Problem of(ErrorCode code) {
    return of(code, code.sentence(), null);
  }
}
