# What the running service may do: these actions on these tables, and objects under the prefixes of recordings. No Scan,
# no wildcard: a test compares the actions with those of the routes that docs/costs.md measures.

locals {
  # DescribeTable is the readiness probe's.
  service_actions = {
    users           = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_logins     = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_tokens     = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
    user_profiles   = ["DescribeTable", "GetItem", "PutItem", "DeleteItem"]
    sessions        = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
    audio_files     = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
    throttles       = ["DescribeTable", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem"]
    security_events = ["DescribeTable", "Query", "BatchWriteItem", "DeleteItem"]
    erasures        = ["DescribeTable", "GetItem", "PutItem", "UpdateItem", "DeleteItem"]
  }

  # The indexes that are queried; email-index and EmailIndex are for operators only.
  service_indexes = {
    user_tokens = "owner-index"
    sessions    = "user-sessions-index"
    audio_files = "user-files-index"
    erasures    = "due-index"
  }

  # An import adds what is missing and never overwrites; it reads to report conflicts. UpdateItem is for records that an
  # earlier system left in the same table: they get the attributes they lack.
  import_actions = {
    users         = ["DescribeTable", "GetItem", "PutItem", "UpdateItem"]
    user_logins   = ["DescribeTable", "GetItem", "PutItem"]
    user_tokens   = ["DescribeTable", "PutItem"]
    user_profiles = ["DescribeTable", "GetItem", "PutItem"]
    audio_files   = ["DescribeTable", "GetItem", "PutItem"]
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
      resources = ["${aws_dynamodb_table.vestibule[statement.key].arn}/index/${statement.value}"]
    }
  }

  statement {
    sid       = "Recordings"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = formatlist("${aws_s3_bucket.recordings.arn}/%s*", var.recording_prefixes)
  }

  # Erasure looks for uploads that were never registered; the readiness probe asks whether the bucket may be read. Without a
  # condition: S3 says 404 and not 403 of a missing object only to who may list, and reading one names no prefix.
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
