package io.vestibule.dynamo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Names of the DynamoDB tables, and whether missing tables are created. */
@ConfigMapping(prefix = "vestibule.tables")
public interface TablesConfig {
  /** Accounts. Environment: {@code USERS_TABLE}. */
  @WithDefault("vestibule-users")
  String users();

  /**
   * Login names and external identities, each with its account; makes them unique. Environment:
   * {@code USER_LOGINS_TABLE}.
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

  /** Security events that users can list. Environment: {@code SECURITY_EVENTS_TABLE}. */
  @WithDefault("vestibule-security-events")
  String securityEvents();

  /** Pending erasures. Environment: {@code ERASURES_TABLE}. */
  @WithDefault("vestibule-erasures")
  String erasures();

  /** Links and codes sent by mail. Environment: {@code CHALLENGES_TABLE}. */
  @WithDefault("vestibule-challenges")
  String challenges();

  /** Messages to be delivered, for example mails. Environment: {@code OUTBOX_TABLE}. */
  @WithDefault("vestibule-outbox")
  String outbox();

  /** Second factors and passkeys. Environment: {@code FACTORS_TABLE}. */
  @WithDefault("vestibule-factors")
  String factors();

  /** Service keys of back ends. Environment: {@code SERVICE_KEYS_TABLE}. */
  @WithDefault("vestibule-service-keys")
  String serviceKeys();

  /** Webhook endpoints and the log of their deliveries. Environment: {@code WEBHOOKS_TABLE}. */
  @WithDefault("vestibule-webhooks")
  String webhooks();

  /** What payment providers have reported. Environment: {@code PAYMENTS_TABLE}. */
  @WithDefault("vestibule-payments")
  String payments();

  /**
   * Whether missing tables are created at start-up. Enabled in dev mode and tests; leave it
   * disabled if Terraform or an operator manages the tables.
   */
  @WithDefault("false")
  boolean createMissing();
}
