package io.vestibule.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vestibule.account.AccountImports;
import io.vestibule.audio.AudioImports;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The PostgreSQL database of seed 003: {@code users (user_id, email, password_hash, key_salt,
 * created_at)} and {@code audio_files (file_id, user_id, s3_key, file_size, uploaded_at)}. Ids may
 * be {@code uuid} or text, the salt {@code bytea} or hex, times with a zone or, as Flask wrote
 * them, without one in UTC. Read through a cursor in one read-only transaction a table: memory
 * stays constant, and what changes meanwhile is not seen.
 */
public final class PostgresSource implements AutoCloseable {
  private static final int BATCH = 500;
  private static final String USERS =
      """
      SELECT user_id::text AS id, email::text, password_hash::text, key_salt, created_at
      FROM users WHERE user_id::text COLLATE "C" > $1 ORDER BY user_id::text COLLATE "C"
      """;
  private static final String FILES =
      """
      SELECT file_id::text AS id, user_id::text, s3_key::text, file_size::bigint, uploaded_at
      FROM audio_files WHERE file_id::text COLLATE "C" > $1 ORDER BY file_id::text COLLATE "C"
      """;

  private final PgConnection connection;
  private final String name;

  /** Is told after each batch which id was the last and how many rows there were so far. */
  interface Done {
    void upTo(String id, long rows);
  }

  private PostgresSource(PgConnection connection, String name) {
    this.connection = connection;
    this.name = name;
  }

  /**
   * @param uri {@code postgresql://user:password@host:5432/database?sslmode=verify-full}
   * @throws ImportFailure where there is no such database, or not for that user
   */
  public static PostgresSource connect(Vertx vertx, String uri) {
    PgConnectOptions options;
    try {
      options = PgConnectOptions.fromUri(uri);
    } catch (RuntimeException malformed) {
      // The cause is dropped on purpose: it quotes the password.
      throw new ImportFailure("the database's address is not postgresql://user@host:port/name");
    }
    return new PostgresSource(
        await(PgConnection.connect(vertx, options)),
        options.getHost() + ":" + options.getPort() + "/" + options.getDatabase());
  }

  /** Names it without user and password. */
  String name() {
    return name;
  }

  OptionalLong count(String table) {
    RowSet<Row> rows = await(connection.query("SELECT count(*) FROM " + table).execute());
    return OptionalLong.of(rows.iterator().next().getLong(0));
  }

  /** All users after that id, in batches. */
  void users(Optional<String> after, Consumer<List<AccountImports.Row>> batch, Done done) {
    stream(USERS, after, PostgresSource::user, batch, done);
  }

  /** All files after that id, in batches. */
  void files(Optional<String> after, Consumer<List<AudioImports.Row>> batch, Done done) {
    stream(FILES, after, PostgresSource::file, batch, done);
  }

  @Override
  public void close() {
    await(connection.close());
  }

  private <T> void stream(
      String query,
      Optional<String> after,
      Function<Row, T> read,
      Consumer<List<T>> batch,
      Done done) {
    await(connection.query("BEGIN READ ONLY ISOLATION LEVEL REPEATABLE READ").execute());
    PreparedStatement statement = await(connection.prepare(query));
    Cursor cursor = statement.cursor(Tuple.of(after.orElse("")));
    long rows = 0;
    do {
      List<T> records = new ArrayList<>();
      String last = null;
      for (Row row : await(cursor.read(BATCH))) {
        records.add(read.apply(row));
        last = row.getString("id");
      }
      if (last != null) {
        batch.accept(records);
        rows += records.size();
        done.upTo(last, rows);
      }
    } while (cursor.hasMore());
    await(cursor.close());
    await(connection.query("COMMIT").execute());
  }

  private static AccountImports.Row user(Row row) {
    return new AccountImports.Row(
        row.getString("id"),
        text(row, "email"),
        text(row, "password_hash"),
        salt(row.getValue("key_salt")),
        time(row.getValue("created_at")));
  }

  private static AudioImports.Row file(Row row) {
    return new AudioImports.Row(
        row.getString("id"),
        text(row, "user_id"),
        text(row, "s3_key"),
        row.getLong("file_size"),
        time(row.getValue("uploaded_at")));
  }

  private static String text(Row row, String column) {
    String value = row.getString(column);
    return value == null ? "" : value.strip();
  }

  /** Hex in lower case, whichever way it was kept. */
  private static String salt(Object stored) {
    if (stored instanceof Buffer bytes) {
      return HexFormat.of().formatHex(bytes.getBytes());
    }
    String text = stored == null ? "" : stored.toString().strip().toLowerCase(Locale.ROOT);
    return text.startsWith("\\x") ? text.substring(2) : text;
  }

  private static Instant time(Object stored) {
    if (stored instanceof OffsetDateTime zoned) {
      return zoned.toInstant();
    }
    if (stored instanceof LocalDateTime unzoned) {
      return unzoned.toInstant(ZoneOffset.UTC);
    }
    return Instant.EPOCH;
  }

  private static <T> T await(Future<T> work) {
    try {
      return work.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException failure) {
      throw explain(failure.getCause());
    }
  }

  /** A server's message may quote a value; its code (PostgreSQL's appendix A) does not. */
  private static ImportFailure explain(Throwable failure) {
    return failure instanceof PgException refused
        ? new ImportFailure("PostgreSQL refuses: SQLSTATE " + refused.getSqlState())
        : new ImportFailure("PostgreSQL cannot be reached: " + failure.getClass().getSimpleName());
  }
}
