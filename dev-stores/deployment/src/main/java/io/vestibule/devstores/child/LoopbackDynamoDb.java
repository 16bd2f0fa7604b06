package io.vestibule.devstores.child;

import java.lang.reflect.Field;

/**
 * DynamoDB Local, bound to the loopback interface. Its own {@code main} listens on all interfaces
 * without an option to change that, and hides the error of a port in use. Uses reflection, because
 * DynamoDB Local must not be on the extension's own class path.
 */
public final class LoopbackDynamoDb {

  private static final String RUNNER = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private LoopbackDynamoDb() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Object proxy =
        Class.forName(RUNNER)
            .getMethod("createServerFromCommandLineArgs", String[].class)
            .invoke(null, (Object) args);
    Field server = proxy.getClass().getDeclaredField("server");
    server.setAccessible(true);
    Object jetty = server.get(proxy);
    for (Object connector : (Object[]) jetty.getClass().getMethod("getConnectors").invoke(jetty)) {
      connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
    }
    proxy.getClass().getMethod("safeStart").invoke(proxy);
  }
}
