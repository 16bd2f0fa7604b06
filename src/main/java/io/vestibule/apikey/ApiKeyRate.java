package io.vestibule.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.usage.KeyRate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many calls a key may make in a window. Windows start at multiples of their length since the
 * epoch.
 */
public record ApiKeyRate(
    @Schema(minimum = "1", maximum = "1000000", examples = "100") long limit,
    @JsonProperty("window_seconds") @Schema(minimum = "1", maximum = "86400", examples = "60")
        long windowSeconds) {
  static ApiKeyRate of(KeyRate rate) {
    return new ApiKeyRate(rate.limit(), rate.windowSeconds());
  }
}
