package io.vestibule.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vestibule.account.AccountImporter;
import io.vestibule.audio.AudioImporter;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * The PostgreSQL database of seed 003: {@code users (user_id, email, password_hash, key_salt,
 * created_at)} and {@code audio_files (file_id, user_id, s3_key, file_size, uploaded_at)}. Columns
 * may have any type whose text {@link PostgresRow} parses. Each table is read through a cursor in
 * one read-only transaction, and the server truncates long values: memory use is constant, and
 * concurrent changes are not visible.
 */
public final class PostgresSource implements AutoCloseable {
  private static final int BATCH_SIZE = 100;

  /** In characters. Valid ids, addresses, keys and hashes are shorter. */
  private static final int MAX_LENGTH = 2_000;

  /** Rows with a null id must be reported: they come last, and again after a resume. */
  private static final String QUERY =
      """
      SELECT left(%1$s::text, %4$d) AS id, %2$s
      FROM %3$s WHERE $1::text IS NULL OR %1$s::text COLLATE "C" > $1 OR %1$s IS NULL
      ORDER BY %1$s::text COLLATE "C"
      """;

  /** Gives times and bytes one text form, whatever the settings of server and role are. */
  private static final List<String> BEGIN =
      List.of(
          "BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ",
          "SET LOCAL TimeZone = 'UTC'",
          "SET LOCAL DateStyle = 'ISO'",
          "SET LOCAL bytea_output = 'hex'",
          "SET LOCAL statement_timeout = 0",
          "SET LOCAL idle_in_transaction_session_timeout = 0");

  private final PgConnection connection;
  private final String name;

  private PostgresSource(PgConnection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * @param uri {@code postgresql://user:password@host:5432/database?sslmode=verify-full}
   * @throws ImportFailure if the database cannot be reached or refuses the user
   */
  public static PostgresSource connect(Vertx vertx, String uri) {
    PostgresAddress address = PostgresAddress.of(uri);
    PgConnection connection = await(PgConnection.connect(vertx, address.options()));
    // By default the server's notices would be logged, with the values that they quote.
    connection.exceptionHandler(notice -> {});
    return new PostgresSource(connection, address.withoutSecrets());
  }

  /** Host, port and database, without user and password. */
  String name() {
    return name;
  }

  OptionalLong count(String table) {
    RowSet<Row> rows = await(connection.query("SELECT count(*) FROM " + table).execute());
    return OptionalLong.of(rows.iterator().next().getLong(0));
  }

  /**
   * All users after that id, in batches.
   *
   * @param batch receives the users and the last one's id
   */
  void users(
      Optional<String> after, BiConsumer<List<ParsedRow<AccountImporter.Row>>, String> batch) {
    stream(
        query("users", "user_id", "email", "password_hash", "key_salt", "created_at"),
        after,
        PostgresRow::user,
        batch);
  }

  /** All files after that id, in batches. */
  void files(Optional<String> after, BiConsumer<List<ParsedRow<AudioImporter.Row>>, String> batch) {
    stream(
        query("audio_files", "file_id", "user_id", "s3_key", "file_size", "uploaded_at"),
        after,
        PostgresRow::file,
        batch);
  }

  /** Does not fail if the connection is lost. */
  @Override
  public void close() {
    connection.close().toCompletionStage().toCompletableFuture().exceptionally(lost -> null).join();
  }

  private static String query(String table, String id, String... columns) {
    List<String> truncated = new ArrayList<>();
    for (String column : columns) {
      truncated.add("left(" + column + "::text, " + MAX_LENGTH + ") AS " + column);
    }
    return QUERY.formatted(id, String.join(", ", truncated), table, MAX_LENGTH);
  }

  private <T> void stream(
      String query,
      Optional<String> after,
      Function<Row, ParsedRow<T>> read,
      BiConsumer<List<ParsedRow<T>>, String> batch) {
    BEGIN.forEach(statement -> await(connection.query(statement).execute()));
    PreparedStatement statement = await(connection.prepare(query));
    Cursor cursor = statement.cursor(Tuple.of(after.orElse(null)));
    String last = after.orElse(null);
    do {
      List<ParsedRow<T>> records = new ArrayList<>();
      for (Row row : await(cursor.read(BATCH_SIZE))) {
        records.add(read.apply(row));
        last = Optional.ofNullable(row.getString("id")).orElse(last);
      }
      if (!records.isEmpty()) {
        batch.accept(records, last);
      }
    } while (cursor.hasMore());
    await(cursor.close());
    await(connection.query("COMMIT").execute());
  }

  private static <T> T await(Future<T> work) {
    try {
      return work.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException failure) {
      throw explain(failure.getCause());
    }
  }

  /** The server's message may quote a value; its SQLSTATE (PostgreSQL appendix A) does not. */
  private static ImportFailure explain(Throwable failure) {
    if (failure instanceof PgException refused) {
      String state = String.valueOf(refused.getSqlState());
      return new ImportFailure(
          "PostgreSQL refuses: %s (SQLSTATE %s)".formatted(meaning(state), state));
    }
    return new ImportFailure("PostgreSQL cannot be reached: " + reason(failure));
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return "its certificate is not trusted or names another host, or it does not offer TLS";
      }
      if (cause instanceof UnknownHostException) {
        return "the host name is unknown";
      }
      if (cause instanceof ConnectException) {
        return "the connection was refused";
      }
    }
    return "the connection was lost or refused";
  }

  private static String meaning(String state) {
    return switch (state) {
      case "28P01", "28000" ->
          "user or password is wrong, or the server does not admit this client";
      case "3D000" -> "the database does not exist";
      case "42P01" -> "the table users or audio_files does not exist";
      case "42703" -> "a column of seed 003 is missing";
      case "42501" -> "this user may not read the tables";
      case "57P01", "57P02", "57P03" -> "the server is starting or stopping";
      default -> "see the server's log";
    };
  }
}
