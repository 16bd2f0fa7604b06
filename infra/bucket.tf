# Recordings. Clients encrypt them under their owners' keys before the upload; S3 encrypts them again at rest.

resource "aws_s3_bucket" "recordings" {
  bucket = var.bucket
  tags   = local.tags
}

resource "aws_s3_bucket_public_access_block" "recordings" {
  bucket = aws_s3_bucket.recordings.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "recordings" {
  bucket = aws_s3_bucket.recordings.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "recordings" {
  bucket = aws_s3_bucket.recordings.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# No versioning: an erased recording must be gone, and a recording is written once.

resource "aws_s3_bucket_lifecycle_configuration" "recordings" {
  bucket = aws_s3_bucket.recordings.id

  rule {
    id     = "forget-broken-uploads"
    status = "Enabled"

    filter {
      prefix = ""
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 2
    }
  }

  rule {
    id     = "cheaper-storage-for-old-recordings"
    status = "Enabled"

    filter {
      prefix = "users/"
    }

    transition {
      days          = 30
      storage_class = "INTELLIGENT_TIERING"
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "recordings" {
  count  = length(var.allowed_origins) == 0 ? 0 : 1
  bucket = aws_s3_bucket.recordings.id

  cors_rule {
    allowed_origins = var.allowed_origins
    allowed_methods = ["GET", "PUT"]
    allowed_headers = ["content-type", "range"]
    expose_headers  = ["accept-ranges", "content-length", "content-range", "etag"]
    max_age_seconds = 3600
  }
}

data "aws_iam_policy_document" "recordings" {
  statement {
    sid     = "TlsOnly"
    effect  = "Deny"
    actions = ["s3:*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    resources = [aws_s3_bucket.recordings.arn, "${aws_s3_bucket.recordings.arn}/*"]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "recordings" {
  bucket = aws_s3_bucket.recordings.id
  policy = data.aws_iam_policy_document.recordings.json
}
