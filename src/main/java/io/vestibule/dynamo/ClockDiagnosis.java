package io.vestibule.dynamo;

import io.smallrye.mutiny.Uni;
import io.vestibule.spi.Diagnosis;
import io.vestibule.spi.Finding;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The clock of this machine beside that of DynamoDB, whose answers say the time to the second (RFC
 * 9110, section 6.6.1). Tokens are wrong for others if it is off, and AWS refuses signatures from
 * five minutes on.
 */
@Singleton
class ClockDiagnosis implements Diagnosis {
  private static final Duration TOLERANCE = Duration.ofSeconds(10);

  private final DynamoDbAsyncClient client;
  private final String users;
  private final InstantSource clock;

  ClockDiagnosis(DynamoDbAsyncClient client, TablesConfig config, InstantSource clock) {
    this.client = client;
    this.users = config.users();
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "clock";
  }

  @Override
  public Uni<List<Finding>> examine() {
    return Uni.createFrom()
        .completionStage(() -> client.describeTable(describe -> describe.tableName(users)))
        .map(answer -> List.of(finding(date(answer.sdkHttpResponse()), clock.instant())))
        .onFailure()
        .recoverWithItem(
            failure -> List.of(Finding.skipped("DynamoDB does not tell the time: see tables")));
  }

  private static Optional<Instant> date(SdkHttpResponse answer) {
    try {
      return answer
          .firstMatchingHeader("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  static Finding finding(Optional<Instant> theirs, Instant ours) {
    if (theirs.isEmpty()) {
      return Finding.skipped("DynamoDB does not tell the time");
    }
    Duration ahead = Duration.between(theirs.get(), ours);
    if (ahead.abs().compareTo(TOLERANCE) <= 0) {
      return Finding.ok("within " + TOLERANCE.toSeconds() + " s of the clock of DynamoDB");
    }
    return Finding.problem(
        ahead.abs().toSeconds()
            + (ahead.isNegative() ? " s behind" : " s ahead of")
            + " the clock of DynamoDB (synchronize this machine by NTP)");
  }
}
