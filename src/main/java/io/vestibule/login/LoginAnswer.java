package io.vestibule.login;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a successful login at any door. */
@Schema(
    name = "LoginAnswer",
    description =
        "With a cookie session a `LoginResponse`, with a bearer session a `TokenResponse`",
    oneOf = {LoginResponse.class, TokenResponse.class})
public sealed interface LoginAnswer permits LoginResponse, TokenResponse {}
