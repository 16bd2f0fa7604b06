# CloudWatch knows what the service's own metrics cannot show: DynamoDB throttles a table. The alarms of the service are in
# k8s/components/observability.

variable "alarm_topic_arn" {
  description = "SNS topic that is notified when DynamoDB throttles a table; null creates no alarms."
  type        = string
  default     = null
}

resource "aws_cloudwatch_metric_alarm" "throttled" {
  for_each = toset(var.alarm_topic_arn == null ? [] : keys(local.tables))

  alarm_name          = "${var.table_names[each.key]}-throttled"
  alarm_description   = "DynamoDB throttles ${var.table_names[each.key]}: docs/operations.md#throttled-tables"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.alarm_topic_arn]
  ok_actions          = [var.alarm_topic_arn]
  tags                = local.tags

  metric_query {
    id          = "throttled"
    expression  = "FILL(reads, 0) + FILL(writes, 0)"
    label       = "throttled reads and writes"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { reads = "ReadThrottleEvents", writes = "WriteThrottleEvents" }

    content {
      id = metric_query.key

      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = metric_query.value
        dimensions  = { TableName = var.table_names[each.key] }
        period      = 60
        stat        = "Sum"
      }
    }
  }
}
