package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.KeyOverview;
import java.time.Instant;
import java.util.List;

/** Response of {@code GET /api/user/api-keys}. An account has at most 51 keys. */
public record ApiKeyList(@JsonProperty("api_keys") List<ApiKeyView> apiKeys) {
  static ApiKeyList of(List<KeyOverview> keys, Instant now) {
    return new ApiKeyList(keys.stream().map(key -> ApiKeyView.of(key, now)).toList());
  }
}
