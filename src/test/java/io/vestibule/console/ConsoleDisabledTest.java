package io.vestibule.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vestibule.web.RouterProblems;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code vestibule.console.enabled}, without the rest of the service. */
class ConsoleDisabledTest {
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void aDisabledConsoleIsNotFound() throws Exception {
    int port = serve(false);

    assertEquals(NOT_FOUND, status(port, "/"));
    assertEquals(NOT_FOUND, status(port, "/console/app.js"));
  }

  @Test
  void anEnabledConsoleIsServed() throws Exception {
    int port = serve(true);

    assertEquals(OK, status(port, "/"));
    assertEquals(OK, status(port, "/console/app.js"));
  }

  private int serve(boolean enabled) throws Exception {
    ConsoleConfig config =
        new ConsoleConfig() {
          @Override
          public boolean enabled() {
            return enabled;
          }

          @Override
          public Optional<List<String>> connectSources() {
            return Optional.empty();
          }

          @Override
          public Optional<URI> mailCatcherUrl() {
            return Optional.empty();
          }
        };
    StaticFiles files = new StaticFiles(vertx);
    Router router = Router.router(vertx);
    new ConsoleRoutes(
            config,
            files,
            new VersionedPage(files, vertx),
            new ContentPolicy("https://store.example", List.of()),
            new RouterProblems(new ObjectMapper()))
        .register(router);
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(60, TimeUnit.SECONDS);
    return server.actualPort();
  }

  private static int status(int port, String path) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
