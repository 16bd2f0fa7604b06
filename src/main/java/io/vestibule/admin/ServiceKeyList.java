package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.servicekey.ServiceKeys;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/admin/service-keys}: {@code {"service_keys":[…],"next_cursor":…}}.
 *
 * @param serviceKeys oldest first
 * @param nextCursor cursor of the next page; null on the last page
 */
public record ServiceKeyList(
    @JsonProperty("service_keys") List<ServiceKeyView> serviceKeys,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {
  static ServiceKeyList of(ServiceKeys.Page page) {
    return new ServiceKeyList(
        page.keys().stream().map(ServiceKeyView::of).toList(), page.nextCursor().orElse(null));
  }
}
