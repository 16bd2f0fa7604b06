# For plans without an account: copied next to a copy of infra/*.tf by plan.mjs, never applied. Only the parameter store
# is called, and plan.mjs answers for it.

variable "parameter_store" {
  type = string
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "plan"
  secret_key                  = "plan"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  endpoints {
    ssm = var.parameter_store
  }
}
