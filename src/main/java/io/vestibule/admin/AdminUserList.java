package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Response of {@code GET /api/admin/users}: {@code {"users":[…],"next_cursor":…}}.
 *
 * @param nextCursor cursor of the next page; null on the last page
 */
public record AdminUserList(
    List<AdminUser> users,
    @JsonProperty("next_cursor")
        @Schema(description = "`cursor` of the next page; null on the last page", nullable = true)
        String nextCursor) {}
