package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Response of {@code GET /api/user/api-keys}. An account has at most 51 keys. */
public record ApiKeyList(@JsonProperty("api_keys") List<ApiKeyView> apiKeys) {}
