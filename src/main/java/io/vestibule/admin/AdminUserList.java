package io.vestibule.admin;

import java.util.List;

/** Response of {@code GET /api/admin/users}: {@code {"users":[…]}}. */
public record AdminUserList(List<AdminUser> users) {}
