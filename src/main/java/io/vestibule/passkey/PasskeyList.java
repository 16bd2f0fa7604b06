package io.vestibule.passkey;

import java.util.List;

/** Response of {@code GET /api/user/passkeys}. */
public record PasskeyList(List<PasskeySummary> passkeys) {}
