package io.vestibule.oidc;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer of {@code GET /api/auth/providers}.
 *
 * @param providers in alphabetical order of their names
 */
@Schema(name = "SignInProviderList")
public record SignInProviderList(List<SignInProvider> providers) {}
