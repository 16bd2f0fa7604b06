variable "table_names" {
  description = "Names of the tables, as the service's environment must name them too."
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
  }
}

variable "bucket" {
  description = "Name of the bucket for recordings; bucket names are unique in the world."
  type        = string
}

variable "recording_prefixes" {
  description = "Where recordings lie in the bucket. Uploads go to users/; add the prefixes of imported recordings."
  type        = list(string)
  default     = ["users/"]
}

variable "allowed_origins" {
  description = "Origins of the web front ends that upload to and download from the bucket, for example https://app.example.org."
  type        = list(string)
  default     = []
}

variable "kms_key_arn" {
  description = "KMS key of tables and bucket; the AWS managed keys where it is null."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether tables refuse to be deleted. Off only for trials."
  type        = bool
  default     = true
}

variable "oidc_provider_arn" {
  description = "ARN of the cluster's IAM OIDC provider, by which pods assume roles (IRSA)."
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
  description = "User pool that vestibule import cognito may list; none where it is null."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
