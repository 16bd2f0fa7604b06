output "environment" {
  description = "Settings for the ConfigMap of the service."
  value = {
    USERS_TABLE             = aws_dynamodb_table.vestibule["users"].name
    USER_LOGINS_TABLE       = aws_dynamodb_table.vestibule["user_logins"].name
    USER_TOKENS_TABLE       = aws_dynamodb_table.vestibule["user_tokens"].name
    USER_PROFILE_TABLE_NAME = aws_dynamodb_table.vestibule["user_profiles"].name
    SESSIONS_TABLE          = aws_dynamodb_table.vestibule["sessions"].name
    AUDIO_FILES_TABLE       = aws_dynamodb_table.vestibule["audio_files"].name
    THROTTLES_TABLE         = aws_dynamodb_table.vestibule["throttles"].name
    SECURITY_EVENTS_TABLE   = aws_dynamodb_table.vestibule["security_events"].name
    ERASURES_TABLE          = aws_dynamodb_table.vestibule["erasures"].name
    CHALLENGES_TABLE        = aws_dynamodb_table.vestibule["challenges"].name
    FACTORS_TABLE           = aws_dynamodb_table.vestibule["factors"].name
    OUTBOX_TABLE            = aws_dynamodb_table.vestibule["outbox"].name
    SERVICE_KEYS_TABLE      = aws_dynamodb_table.vestibule["service_keys"].name
    WEBHOOKS_TABLE          = aws_dynamodb_table.vestibule["webhooks"].name
    PAYMENTS_TABLE          = aws_dynamodb_table.vestibule["payments"].name
    S3_BUCKET               = aws_s3_bucket.recordings.bucket
  }
}

output "service_role_arn" {
  description = "For the annotation eks.amazonaws.com/role-arn of the service account vestibule."
  value       = aws_iam_role.service.arn
}

output "import_role_arn" {
  description = "For the service account vestibule-import."
  value       = aws_iam_role.import.arn
}
