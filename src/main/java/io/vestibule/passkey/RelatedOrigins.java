package io.vestibule.passkey;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The document by which browsers find related origins (WebAuthn Level 3, section 5.11). */
public record RelatedOrigins(
    @Schema(examples = "[\"https://app.example.org\"]") List<String> origins) {}
