package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/auth/code}; the same for every address. */
@Schema(name = "CodeRequestResponse")
public record CodeRequestAnswer(
    @Schema(examples = "If the address has an account, a mail is on its way to it")
        String message) {
  static final CodeRequestAnswer ACCEPTED =
      new CodeRequestAnswer("If the address has an account, a mail is on its way to it");
}
