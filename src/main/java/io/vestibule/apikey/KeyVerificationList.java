package io.vestibule.apikey;

import java.util.List;

/** Response of {@code POST /api/keys/verify/batch}. */
public record KeyVerificationList(List<KeyVerification> results) {}
