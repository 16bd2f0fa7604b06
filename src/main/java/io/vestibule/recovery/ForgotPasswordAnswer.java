package io.vestibule.recovery;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Response of {@code POST /api/auth/password/forgot}; the same for every address. */
@Schema(name = "ForgotPasswordResponse")
public record ForgotPasswordAnswer(
    @Schema(examples = "If the address has an account, a mail is on its way to it")
        String message) {}
