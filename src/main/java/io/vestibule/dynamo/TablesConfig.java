package io.vestibule.dynamo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Names of the DynamoDB tables and what to do about missing ones. */
@ConfigMapping(prefix = "vestibule.tables")
public interface TablesConfig {
  /** Accounts. Environment: {@code USERS_TABLE}. */
  @WithDefault("vestibule-users")
  String users();

  /**
   * Every way into an account, once; the uniqueness guard. Environment: {@code USER_LOGINS_TABLE}.
   */
  @WithDefault("vestibule-user-logins")
  String userLogins();

  /** API tokens and their usage. Environment: {@code USER_TOKENS_TABLE}. */
  @WithDefault("vestibule-user-tokens")
  String userTokens();

  /** Profiles. Environment: {@code USER_PROFILE_TABLE_NAME}. */
  @WithDefault("UserProfiles")
  String userProfiles();

  /** Sessions. Environment: {@code SESSIONS_TABLE}. */
  @WithDefault("vestibule-sessions")
  String sessions();

  /** Audio-file records. Environment: {@code AUDIO_FILES_TABLE}. */
  @WithDefault("vestibule-audio-files")
  String audioFiles();

  /** Failed attempts. Environment: {@code THROTTLES_TABLE}. */
  @WithDefault("vestibule-throttles")
  String throttles();

  /** The audit trail as users see it. Environment: {@code SECURITY_EVENTS_TABLE}. */
  @WithDefault("vestibule-security-events")
  String securityEvents();

  /** Erasures under way. Environment: {@code ERASURES_TABLE}. */
  @WithDefault("vestibule-erasures")
  String erasures();

  /**
   * Whether tables that do not exist are created when the service starts. On in dev mode and tests;
   * leave it off where Terraform or the operator owns the tables.
   */
  @WithDefault("false")
  boolean createMissing();
}
