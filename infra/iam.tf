# Permissions of the running service: these actions on these tables, and objects under the prefixes of recordings. No Scan,
# no wildcard. CostsTest compares the actions with those of the routes in docs/costs.md.

locals {
  # The readiness probe uses DescribeTable.
  service_actions = {
    users           = ["DescribeTable", "GetItem", "BatchGetItem", "ConditionCheckItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_logins     = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_tokens     = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_profiles   = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    sessions        = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    audio_files     = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    throttles       = ["DescribeTable", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    security_events = ["DescribeTable", "Query", "PutItem", "UpdateItem", "BatchWriteItem", "DeleteItem"]
    erasures        = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    challenges      = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    factors         = ["DescribeTable", "Query", "GetItem", "BatchGetItem", "ConditionCheckItem", "PutItem", "UpdateItem", "DeleteItem"]
    outbox          = ["DescribeTable", "PutItem", "UpdateItem", "DeleteItem"]
    service_keys    = ["DescribeTable", "Query", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    webhooks        = ["DescribeTable", "Query", "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    payments        = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "DeleteItem"]
  }

  # The queried indexes; email-index and EmailIndex are for operators only.
  service_indexes = {
    users       = ["migration-index", "stripe-index", "list-index", "address-index"]
    user_tokens = ["owner-index"]
    sessions    = ["user-sessions-index"]
    audio_files = ["user-files-index"]
    erasures    = ["due-index"]
    challenges  = ["user-index"]
    outbox      = ["due-index", "user-index", "dead-index"]
    webhooks    = ["user-index"]
    payments    = ["due-index"]
  }

  # An import adds what is missing and never overwrites; it reads to report conflicts. UpdateItem completes records that an
  # earlier system left in the same table.
  import_actions = {
    users         = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem", "UpdateItem"]
    user_logins   = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem"]
    user_tokens   = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem"]
    user_profiles = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem"]
    audio_files   = ["DescribeTable", "GetItem", "BatchGetItem", "PutItem"]
  }
}

data "aws_iam_policy_document" "assume" {
  for_each = toset(["vestibule", "vestibule-import"])

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:sub"
      values   = ["system:serviceaccount:${var.namespace}:${each.value}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "service" {
  dynamic "statement" {
    for_each = local.service_actions

    content {
      sid       = "Table${replace(title(replace(statement.key, "_", " ")), " ", "")}"
      actions   = formatlist("dynamodb:%s", statement.value)
      resources = [aws_dynamodb_table.vestibule[statement.key].arn]
    }
  }

  dynamic "statement" {
    for_each = local.service_indexes

    content {
      sid       = "Index${replace(title(replace(statement.key, "_", " ")), " ", "")}"
      actions   = ["dynamodb:Query"]
      resources = formatlist("${aws_dynamodb_table.vestibule[statement.key].arn}/index/%s", statement.value)
    }
  }

  statement {
    sid       = "Recordings"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = formatlist("${aws_s3_bucket.recordings.arn}/%s*", var.recording_prefixes)
  }

  # Erasure lists uploads that were never registered; the readiness probe checks that the bucket can be read. No condition:
  # S3 answers 404 instead of 403 for a missing object only to callers that may list, and a read names no prefix.
  statement {
    sid       = "ListRecordings"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.recordings.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

data "aws_iam_policy_document" "import" {
  dynamic "statement" {
    for_each = local.import_actions

    content {
      sid       = "Table${replace(title(replace(statement.key, "_", " ")), " ", "")}"
      actions   = formatlist("dynamodb:%s", statement.value)
      resources = [aws_dynamodb_table.vestibule[statement.key].arn]
    }
  }

  # The tables of an earlier system are read as a whole.
  dynamic "statement" {
    for_each = length(var.import_source_table_arns) == 0 ? [] : [var.import_source_table_arns]

    content {
      sid       = "Sources"
      actions   = ["dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:GetItem"]
      resources = statement.value
    }
  }

  # Further API tokens become named keys, whose counters are attributes of the account's token; adopted records get attributes.
  dynamic "statement" {
    for_each = length(var.import_source_table_arns) == 0 ? [] : ["user_tokens", "audio_files"]

    content {
      sid       = "Adopt${replace(title(replace(statement.value, "_", " ")), " ", "")}"
      actions   = ["dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"]
      resources = [aws_dynamodb_table.vestibule[statement.value].arn]
    }
  }

  dynamic "statement" {
    for_each = var.cognito_user_pool_arn == null ? [] : [var.cognito_user_pool_arn]

    content {
      sid       = "UserPool"
      actions   = ["cognito-idp:ListUsers", "cognito-idp:DescribeUserPool"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "service" {
  name_prefix        = "vestibule-"
  assume_role_policy = data.aws_iam_policy_document.assume["vestibule"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "service" {
  name   = "tables-and-recordings"
  role   = aws_iam_role.service.id
  policy = data.aws_iam_policy_document.service.json
}

resource "aws_iam_role" "import" {
  name_prefix        = "vestibule-import-"
  assume_role_policy = data.aws_iam_policy_document.assume["vestibule-import"].json
  tags               = local.tags
}

resource "aws_iam_role_policy" "import" {
  name   = "additions-only"
  role   = aws_iam_role.import.id
  policy = data.aws_iam_policy_document.import.json
}
