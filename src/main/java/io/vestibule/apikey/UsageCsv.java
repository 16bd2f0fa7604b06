package io.vestibule.apikey;

import io.vestibule.usage.KeyUsageReport;
import io.vestibule.web.ApiException;
import io.vestibule.web.ErrorCode;
import java.util.List;

/**
 * Usage as CSV (RFC 4180). It contains ids, dates and numbers only: a name that its owner chose
 * could be a formula for a spreadsheet.
 */
enum UsageCsv {
  DAY,
  MONTH;

  private static final String LINE_END = "\r\n";

  /**
   * @param by the parameter; null for days
   * @throws ApiException {@link ErrorCode#INVALID_REQUEST}
   */
  static UsageCsv of(String by) {
    if (by == null || by.equals("day")) {
      return DAY;
    }
    if (by.equals("month")) {
      return MONTH;
    }
    throw ApiException.at(ErrorCode.INVALID_REQUEST, "by", "must be day or month");
  }

  String write(List<KeyUsageReport> reports) {
    StringBuilder csv = new StringBuilder();
    line(csv, "key_id", this == DAY ? "day" : "month", "usage_count");
    for (KeyUsageReport report : reports) {
      if (this == DAY) {
        report
            .days()
            .forEach(day -> line(csv, report.keyId(), day.day(), Long.toString(day.usageCount())));
      } else {
        report
            .months()
            .forEach(
                month ->
                    line(csv, report.keyId(), month.month(), Long.toString(month.usageCount())));
      }
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, String key, String period, String count) {
    csv.append(key).append(',').append(period).append(',').append(count).append(LINE_END);
  }
}
