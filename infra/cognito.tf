# The Lambda that hands Cognito's post-confirmation event to the service. Made where forwarder is set; then name
# forwarder_arn as the pool's post-confirmation trigger.

variable "forwarder" {
  description = "Forwards sign-ups of a pool: address of /api/hooks/cognito/post-confirmation, and the parameter of SSM that holds the secret."
  type = object({
    hook_url         = string
    secret_parameter = string
  })
  default = null
}

locals {
  forwarders = var.forwarder == null || var.cognito_user_pool_arn == null ? {} : { cognito = var.forwarder }
}

data "archive_file" "forwarder" {
  type        = "zip"
  source_file = "${path.module}/cognito-forwarder/index.mjs"
  output_path = "${path.module}/.terraform/cognito-forwarder.zip"
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

# It writes its log and nothing else: no table, no pool.
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
  filename         = data.archive_file.forwarder.output_path
  source_code_hash = data.archive_file.forwarder.output_base64sha256
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
  description = "The pool's post-confirmation trigger; null where there is none."
  value       = try(aws_lambda_function.forwarder["cognito"].arn, null)
}
