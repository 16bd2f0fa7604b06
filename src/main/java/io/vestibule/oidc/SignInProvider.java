package io.vestibule.oidc;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.federation.OpenIdProvider;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A provider with which users can sign in.
 *
 * @param name its name in the configuration
 * @param kind which branding its button needs
 * @param label its name on the button
 * @param loginUrl where the browser starts the sign-in; takes {@code return_to} and {@code link}
 */
@Schema(name = "SignInProvider")
public record SignInProvider(
    @Schema(examples = "google") String name,
    @Schema(enumeration = {"google", "apple", "cognito", "oidc"}) String kind,
    @Schema(examples = "Google") String label,
    @JsonProperty("login_url") @Schema(examples = "/api/auth/login/google") String loginUrl) {
  static SignInProvider of(OpenIdProvider provider) {
    return new SignInProvider(
        provider.name(),
        provider.kind().name().toLowerCase(Locale.ROOT),
        provider.label(),
        "/api/auth/login/" + provider.name());
  }
}
