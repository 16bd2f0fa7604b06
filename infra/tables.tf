# The tables of the service. Keys, indexes and expiry are those of the code (vestibule tables check compares them);
# InfraTest compares this file and docs/tables.md with the code.

locals {
  tables = {
    # Accounts.
    users = {
      key        = "user_id"
      sort       = null
      attributes = { user_id = "S", email = "S", migration = "S", stripe_customer_id = "S", list_shard = "S", listed_at = "S" }
      indexes = [
        { name = "email-index", key = "email", sort = null, projection = "KEYS_ONLY", carried = null },
        { name = "migration-index", key = "migration", sort = null, projection = "KEYS_ONLY", carried = null },
        { name = "stripe-index", key = "stripe_customer_id", sort = null, projection = "KEYS_ONLY", carried = null },
        { name = "list-index", key = "list_shard", sort = "listed_at", projection = "INCLUDE", carried = ["role", "status", "plan"] },
        { name = "address-index", key = "list_shard", sort = "email", projection = "INCLUDE", carried = ["role", "status", "plan"] },
      ]
      expires_by = null
    }

    # Login names and federated identities, each with its account: the uniqueness guard.
    user_logins = {
      key        = "login"
      sort       = null
      attributes = { login = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # API tokens, their meters and request ids.
    user_tokens = {
      key        = "token"
      sort       = null
      attributes = { token = "S", user_id = "S" }
      indexes    = [{ name = "owner-index", key = "user_id", sort = null, projection = "KEYS_ONLY", carried = null }]
      expires_by = "expires_at"
    }

    # Profiles.
    user_profiles = {
      key        = "userId"
      sort       = null
      attributes = { userId = "S", email = "S" }
      indexes    = [{ name = "EmailIndex", key = "email", sort = null, projection = "KEYS_ONLY", carried = null }]
      expires_by = null
    }

    # Sessions.
    sessions = {
      key        = "session_id"
      sort       = null
      attributes = { session_id = "S", user_id = "S", created_at = "S" }
      indexes = [{
        name       = "user-sessions-index"
        key        = "user_id"
        sort       = "created_at"
        projection = "INCLUDE"
        carried    = ["carrier", "generation", "refreshed_at", "last_seen_at", "expires_at", "device"]
      }]
      expires_by = "expires_at"
    }

    # Records of recordings.
    audio_files = {
      key        = "file_id"
      sort       = null
      attributes = { file_id = "S", user_id = "S", uploaded_at = "N" }
      indexes    = [{ name = "user-files-index", key = "user_id", sort = "uploaded_at", projection = "ALL", carried = null }]
      expires_by = null
    }

    # Counters of failed logins and of sign-ups.
    throttles = {
      key        = "key"
      sort       = null
      attributes = { key = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # The security events that users see.
    security_events = {
      key        = "user_id"
      sort       = "event_id"
      attributes = { user_id = "S", event_id = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # Erasures in progress.
    erasures = {
      key        = "user_id"
      sort       = null
      attributes = { user_id = "S", queue = "S", due_at = "N" }
      indexes    = [{ name = "due-index", key = "queue", sort = "due_at", projection = "ALL", carried = null }]
      expires_by = null
    }

    # Links and codes sent by mail.
    challenges = {
      key        = "id"
      sort       = null
      attributes = { id = "S", user_id = "S" }
      indexes    = [{ name = "user-index", key = "user_id", sort = null, projection = "KEYS_ONLY", carried = null }]
      expires_by = "expires_at"
    }

    # Second factors and passkeys.
    factors = {
      key        = "user_id"
      sort       = "factor_id"
      attributes = { user_id = "S", factor_id = "S" }
      indexes    = []
      expires_by = null
    }

    # Messages to be delivered, for example mails. Each index holds only some of them.
    outbox = {
      key        = "id"
      sort       = null
      attributes = { id = "S", shard = "S", next_attempt_at = "N", user_id = "S", dead = "S", dead_at = "N" }
      indexes = [
        { name = "due-index", key = "shard", sort = "next_attempt_at", projection = "KEYS_ONLY", carried = null },
        { name = "user-index", key = "user_id", sort = "id", projection = "INCLUDE", carried = ["kind"] },
        { name = "dead-index", key = "dead", sort = "dead_at", projection = "INCLUDE", carried = ["kind", "attempts", "reason"] },
      ]
      expires_by = "expires_at"
    }

    # Service keys of back ends, in one partition.
    service_keys = {
      key        = "collection"
      sort       = "id"
      attributes = { collection = "S", id = "S" }
      indexes    = []
      expires_by = null
    }

    # Webhook endpoints and the log of their deliveries.
    webhooks = {
      key        = "endpoint_id"
      sort       = "item_id"
      attributes = { endpoint_id = "S", item_id = "S", user_id = "S" }
      indexes    = [{ name = "user-index", key = "user_id", sort = "item_id", projection = "INCLUDE", carried = ["type", "created_at"] }]
      expires_by = "expires_at"
    }

    # What payment providers have reported.
    payments = {
      key        = "id"
      sort       = null
      attributes = { id = "S", queue = "S", due_at = "N" }
      indexes    = [{ name = "due-index", key = "queue", sort = "due_at", projection = "KEYS_ONLY", carried = null }]
      expires_by = "expires_at"
    }
  }
}

resource "aws_dynamodb_table" "vestibule" {
  for_each = local.tables

  name                        = var.table_names[each.key]
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.key
  range_key                   = each.value.sort
  deletion_protection_enabled = var.deletion_protection
  tags                        = local.tags

  dynamic "attribute" {
    for_each = each.value.attributes

    content {
      name = attribute.key
      type = attribute.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.value.indexes

    content {
      name               = global_secondary_index.value.name
      hash_key           = global_secondary_index.value.key
      range_key          = global_secondary_index.value.sort
      projection_type    = global_secondary_index.value.projection
      non_key_attributes = global_secondary_index.value.carried
    }
  }

  dynamic "ttl" {
    for_each = each.value.expires_by == null ? [] : [each.value.expires_by]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }
}
