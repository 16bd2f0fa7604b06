package io.vestibule.devstores.child;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.UserImpl;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * GreenMail's SMTP server on a free port of the loopback interface, and an HTTP server that shows
 * what it has received. GreenMail would keep every mail in the mailbox of its recipient; here
 * {@link CaughtMails} keeps the newest ones.
 *
 * <p>Argument: the HTTP port.
 */
public final class MailCatcher {

  /** The path that answers with the SMTP port. */
  public static final String SMTP_PORT = "/smtp-port";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int HTTP_THREADS = 2;

  private MailCatcher() {}

  public static void main(String[] args) throws IOException {
    start(Integer.parseInt(args[0]));
  }

  /**
   * @param port HTTP port; 0 for any
   */
  static HttpServer start(int port) throws IOException {
    CaughtMails mails = new CaughtMails();
    HttpServer http = HttpServer.create(new InetSocketAddress(LOOPBACK, port), 0);
    String address = "http://" + LOOPBACK + ":" + http.getAddress().getPort();
    int smtpPort =
        startSmtp(
            (recipient, message) -> {
              CaughtMail mail = mails.add(recipient, message);
              String subject = mail.content().header("Subject").replaceAll("\\R", " ");
              System.out.println(Launcher.LOG + subject + ": " + address + "/mails/" + mail.id());
            });
    http.createContext("/", new MailRoutes(mails, smtpPort));
    http.setExecutor(
        Executors.newFixedThreadPool(
            HTTP_THREADS,
            task -> {
              Thread thread = new Thread(task, "http");
              thread.setDaemon(true);
              return thread;
            }));
    http.start();
    return http;
  }

  private static int startSmtp(BiConsumer<String, MimeMessage> received) {
    GreenMail smtp = new GreenMail(new ServerSetup(0, LOOPBACK, ServerSetup.PROTOCOL_SMTP));
    smtp.getUserManager()
        .setMessageDeliveryHandler(
            (message, address) -> new Recipient(address.getEmail(), received));
    smtp.start();
    return smtp.getSmtp().getPort();
  }

  /** Whoever the address belongs to: every address exists. */
  private static final class Recipient extends UserImpl {

    private final BiConsumer<String, MimeMessage> received;

    Recipient(String address, BiConsumer<String, MimeMessage> received) {
      super(address, address, address, null);
      this.received = received;
    }

    @Override
    public void deliver(MovingMessage message) {
      received.accept(getEmail(), message.getMessage());
    }
  }
}
