package io.vestibule.web;

import java.util.List;

/**
 * The scopes of service keys. A route that a back end may call lists them in {@code @RolesAllowed}:
 * the identity of a service key has its scopes as roles.
 */
public final class ServiceKeyScopes {
  /** Read accounts and the fields that only servers write. */
  public static final String USERS_READ = "users:read";

  /** Write the fields that only servers write. */
  public static final String USERS_WRITE = "users:write";

  /** Count usage of users. */
  public static final String USAGE_WRITE = "usage:write";

  /** Verify API keys. */
  public static final String KEYS_VERIFY = "keys:verify";

  /** Every scope that a key can have. */
  public static final List<String> ALL = List.of(USERS_READ, USERS_WRITE, USAGE_WRITE, KEYS_VERIFY);

  private ServiceKeyScopes() {}
}
