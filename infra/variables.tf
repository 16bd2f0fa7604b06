variable "table_names" {
  description = "Names of the tables. The environment of the service must use the same names."
  type = object({
    users           = string
    user_logins     = string
    user_tokens     = string
    user_profiles   = string
    sessions        = string
    audio_files     = string
    throttles       = string
    security_events = string
    erasures        = string
    challenges      = string
    factors         = string
    outbox          = string
    service_keys    = string
    webhooks        = string
    payments        = string
  })
  default = {
    users           = "vestibule-users"
    user_logins     = "vestibule-user-logins"
    user_tokens     = "vestibule-user-tokens"
    user_profiles   = "UserProfiles"
    sessions        = "vestibule-sessions"
    audio_files     = "vestibule-audio-files"
    throttles       = "vestibule-throttles"
    security_events = "vestibule-security-events"
    erasures        = "vestibule-erasures"
    challenges      = "vestibule-challenges"
    factors         = "vestibule-factors"
    outbox          = "vestibule-outbox"
    service_keys    = "vestibule-service-keys"
    webhooks        = "vestibule-webhooks"
    payments        = "vestibule-payments"
  }
}

variable "bucket" {
  description = "Name of the bucket for recordings; bucket names are globally unique."
  type        = string
}

variable "recording_prefixes" {
  description = "Prefixes of recordings in the bucket. Uploads go to users/; add the prefixes of imported recordings."
  type        = list(string)
  default     = ["users/"]
}

variable "allowed_origins" {
  description = "Origins of the web front ends that upload to and download from the bucket, for example https://app.example.org."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "KMS key of tables and bucket; null means the AWS managed keys."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether tables are protected from deletion. Switch off only for trials."
  type        = bool
  default     = true
}

variable "oidc_provider_arn" {
  description = "ARN of the cluster's IAM OIDC provider, through which pods assume roles (IRSA)."
  type        = string
}

variable "oidc_issuer" {
  description = "The cluster's issuer without https://, for example oidc.eks.eu-central-1.amazonaws.com/id/ABC."
  type        = string
}

variable "namespace" {
  description = "Kubernetes namespace of the service."
  type        = string
  default     = "vestibule"
}

variable "cognito_user_pool_arn" {
  description = "User pool that vestibule import cognito may list; null means none."
  type        = string
  default     = null
}

variable "import_source_table_arns" {
  description = "Tables that vestibule import dynamodb may read; a table of this module that it adopts in place is one of them."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Tags of all resources."
  type        = map(string)
  default     = {}
}
