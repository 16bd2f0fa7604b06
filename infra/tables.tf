# The tables of the service. Keys, indexes and expiry are the service's own (vestibule tables check compares them);
# a test holds this file, docs/tables.md and the service together.

locals {
  tables = {
    # Accounts.
    users = {
      key        = "user_id"
      sort       = null
      attributes = { user_id = "S", email = "S" }
      indexes    = [{ name = "email-index", key = "email", sort = null, projection = "KEYS_ONLY", carried = null }]
      expires_by = null
    }

    # Every way into an account, once: the uniqueness guard.
    user_logins = {
      key        = "login"
      sort       = null
      attributes = { login = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # API tokens and their usage.
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

    # Failed attempts.
    throttles = {
      key        = "key"
      sort       = null
      attributes = { key = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # The audit trail as users see it.
    security_events = {
      key        = "user_id"
      sort       = "event_id"
      attributes = { user_id = "S", event_id = "S" }
      indexes    = []
      expires_by = "expires_at"
    }

    # Erasures under way.
    erasures = {
      key        = "user_id"
      sort       = null
      attributes = { user_id = "S", queue = "S", due_at = "N" }
      indexes    = [{ name = "due-index", key = "queue", sort = "due_at", projection = "ALL", carried = null }]
      expires_by = null
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
