# The Lambda that forwards Cognito's post-confirmation event to the service. Created if forwarder is set; then set
# forwarder_arn as the pool's post-confirmation trigger.

variable "forwarder" {
  description = "Forwards the sign-ups of a pool: the address of /api/hooks/cognito/post-confirmation, and the SSM parameter that holds the secret."
  type = object({
    hook_url         = string
    secret_parameter = string
  })
  default = null
}

variable "forwarder_package" {
  description = "The forwarder's zip file, which cognito-forwarder/build.sh writes; null means cognito-forwarder/forwarder.zip."
  type        = string
  default     = null
}

locals {
  forwarders        = var.forwarder == null || var.cognito_user_pool_arn == null ? {} : { cognito = var.forwarder }
  forwarder_package = coalesce(var.forwarder_package, "${path.module}/cognito-forwarder/forwarder.zip")
}

data "aws_ssm_parameter" "hook_secret" {
  for_each = local.forwarders
  name     = each.value.secret_parameter
}

data "aws_iam_policy_document" "forwarder_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# It may only write its log: no table, no pool.
resource "aws_iam_role" "forwarder" {
  for_each           = local.forwarders
  name_prefix        = "vestibule-forwarder-"
  assume_role_policy = data.aws_iam_policy_document.forwarder_assume.json
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "forwarder" {
  for_each   = local.forwarders
  role       = aws_iam_role.forwarder[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "forwarder" {
  for_each         = local.forwarders
  function_name    = "vestibule-cognito-forwarder"
  role             = aws_iam_role.forwarder[each.key].arn
  runtime          = "nodejs22.x"
  architectures    = ["arm64"]
  handler          = "index.handler"
  filename         = local.forwarder_package
  source_code_hash = filebase64sha256(local.forwarder_package)
  timeout          = 5
  memory_size      = 128
  tags             = local.tags

  environment {
    variables = {
      HOOK_URL    = each.value.hook_url
      HOOK_SECRET = data.aws_ssm_parameter.hook_secret[each.key].value
    }
  }
}

resource "aws_lambda_permission" "forwarder" {
  for_each      = local.forwarders
  statement_id  = "cognito"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.forwarder[each.key].function_name
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = var.cognito_user_pool_arn
}

output "forwarder_arn" {
  description = "The pool's post-confirmation trigger; null without forwarder."
  value       = try(aws_lambda_function.forwarder["cognito"].arn, null)
}
