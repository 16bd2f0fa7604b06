package io.vestibule.mail;

import io.quarkus.mailer.runtime.MailerRuntimeConfig;
import io.quarkus.mailer.runtime.Mailers;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import io.vestibule.outbox.DeliveryException;
import io.vestibule.runtime.InvalidSettingException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends mails to the mail server of {@code quarkus.mailer}. It makes the Vert.x client itself,
 * because the one of Quarkus has no limits in time: every server that hangs would take a connection
 * of its pool for ever (docs/decisions/0070-smtp.md).
 */
@ApplicationScoped
class SmtpClient {
  private static final int SUBMISSION = 587;
  private static final int SUBMISSION_TLS = 465;

  /** Replies to {@code RCPT TO} that are about the address (RFC 5321 section 4.2.3). */
  private static final Set<Integer> UNKNOWN_MAILBOX = Set.of(550, 551, 553);

  /** The enhanced status in a reply (RFC 3463); subject 1 is about the address. */
  private static final Pattern ENHANCED_STATUS =
      Pattern.compile("^(?:\\d{3}[ -])?5\\.(\\d{1,3})\\.");

  private static final String ADDRESS_STATUS = "1";

  /** What the client says before the reply of the server. */
  private static final String RECIPIENT_REFUSED = "recipient address not accepted";

  private final MailConfig config;
  private final Vertx vertx;
  private final MailClient client;

  /** Every mail is sent from this event loop; see {@link #onEventLoop}. */
  private final Context eventLoop;

  SmtpClient(
      MailConfig config, MailersRuntimeConfig mailers, TlsConfigurationRegistry tls, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
    this.eventLoop = VertxContext.getRootContext(vertx.getOrCreateContext());
    this.client =
        MailClient.create(
            vertx, options(config, mailers.mailers().get(Mailers.DEFAULT_MAILER_NAME), tls));
  }

  @SuppressWarnings("deprecation")
  private static io.vertx.ext.mail.MailConfig options(
      MailConfig limits, MailerRuntimeConfig server, TlsConfigurationRegistry tls) {
    boolean implicitTls = server.tls().orElse(false);
    io.vertx.ext.mail.MailConfig options =
        new io.vertx.ext.mail.MailConfig()
            .setHostname(server.host())
            .setPort(server.port().orElse(implicitTls ? SUBMISSION_TLS : SUBMISSION))
            .setSsl(implicitTls)
            .setStarttls(StartTLSOptions.valueOf(server.startTLS().toUpperCase(Locale.ROOT)))
            .setLogin(server.username().isPresent() ? LoginOption.REQUIRED : LoginOption.NONE)
            .setKeepAlive(server.keepAlive())
            .setMaxPoolSize(server.maxPoolSize())
            .setConnectTimeout((int) limits.connectTimeout().toMillis())
            .setIdleTimeout((int) limits.timeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    server.username().ifPresent(options::setUsername);
    server.password().ifPresent(options::setPassword);
    server.authMethods().ifPresent(options::setAuthMethods);
    ownHostName(server.ownHostName(), limits.pageUrl()).ifPresent(options::setOwnHostname);
    server
        .tlsConfigurationName()
        .ifPresent(
            name ->
                trust(
                    options,
                    tls.get(name)
                        .orElseThrow(
                            () ->
                                new InvalidSettingException(
                                    "quarkus.mailer.tls-configuration-name names no TLS"
                                        + " configuration"))));
    return options;
  }

  /**
   * What the client calls itself in {@code EHLO}: the setting, or else the host of the front end.
   * Without either the Vert.x client asks the resolver for the name of this host at every
   * connection, on its event loop.
   */
  static Optional<String> ownHostName(Optional<String> setting, URI pageUrl) {
    return setting.or(() -> Optional.ofNullable(pageUrl.getHost()));
  }

  private static void trust(io.vertx.ext.mail.MailConfig options, TlsConfiguration tls) {
    if (tls.getTrustStoreOptions() != null) {
      options.setTrustOptions(tls.getTrustStoreOptions());
    }
    if (tls.getKeyStoreOptions() != null) {
      options.setKeyCertOptions(tls.getKeyStoreOptions());
    }
    options.setTrustAll(tls.isTrustAll());
  }

  /** What became of a mail that the server has answered to. */
  enum Result {
    ACCEPTED,
    /** The server says that there is no such mailbox; to try again is useless. */
    RECIPIENT_REFUSED
  }

  /** Fails with {@link DeliveryException}, whose sentence names no address. */
  Uni<Result> send(MailMessage message) {
    return Uni.createFrom()
        .completionStage(() -> onEventLoop(message).toCompletionStage())
        .replaceWith(Result.ACCEPTED)
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new DeliveryException("the mail server did not answer in time"))
        .onFailure(SmtpClient::isRecipientRefused)
        .recoverWithItem(Result.RECIPIENT_REFUSED)
        .onFailure(failure -> !(failure instanceof DeliveryException))
        .transform(SmtpClient::withoutAddress);
  }

  /**
   * The pool of the Vert.x client opens a connection on the caller's thread and hands it out on
   * another, if several threads send. A greeting that arrives between the two is lost, and client
   * and server wait for each other until a limit in time. On one event loop there is no between.
   */
  private Future<MailResult> onEventLoop(MailMessage message) {
    Context caller = vertx.getOrCreateContext();
    Promise<MailResult> sent = Promise.promise();
    eventLoop.runOnContext(
        start ->
            client
                .sendMail(message)
                .onComplete(result -> caller.runOnContext(end -> sent.handle(result))));
    return sent.future();
  }

  private static boolean isRecipientRefused(Throwable failure) {
    if (failure instanceof SMTPException refusal
        && refusal.isPermanent()
        && String.valueOf(refusal.getMessage()).startsWith(RECIPIENT_REFUSED)) {
      Matcher status = ENHANCED_STATUS.matcher(refusal.getReplyMessage());
      return status.find()
          ? status.group(1).equals(ADDRESS_STATUS)
          : UNKNOWN_MAILBOX.contains(refusal.getReplyCode());
    }
    return false;
  }

  /** The text of a reply can quote the address. */
  private static DeliveryException withoutAddress(Throwable failure) {
    return new DeliveryException(
        failure instanceof SMTPException refusal
            ? "SMTP reply " + refusal.getReplyCode()
            : "no connection to the mail server: " + failure.getClass().getSimpleName());
  }

  @PreDestroy
  void close() {
    client.close();
  }
}
