package io.vestibule.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Configures issuers on ports where nothing listens until a test starts a {@link TestIssuer}. The
 * service starts while all issuers are down.
 */
public class ExternalIssuers implements QuarkusTestResourceLifecycleManager {
  /** Of kind {@code oidc}. */
  public static final String LAB = "lab";

  /** Of kind {@code oidc}, for tests that stop and start their issuer. */
  public static final String SLEEPER = "sleeper";

  /** Of kind {@code cognito}; its URL ends with a pool id. */
  public static final String POOL = "eu-west-1_Pool1";

  /** Of kind {@code cognito}; it has no trusted roles. */
  public static final String UNTRUSTED = "eu-west-1_Plain1";

  /** Of kind {@code oidc}; it accepts both kinds of token and the client {@code web}. */
  public static final String CUSTOM = "custom";

  /** Of kind {@code cognito}; it may make admins. */
  public static final String STAFF = "eu-west-1_Staff1";

  /** Of kind {@code google}. */
  public static final String SEARCH = "search";

  /** Of kind {@code apple}. */
  public static final String ORCHARD = "orchard";

  /** Where an app is sent after a sign-in with {@link #LAB}. */
  public static final String APP = "org.example.app:/signed-in";

  /** The secret that signs requests to the hook. */
  public static final String HOOK_SECRET = "whsec_" + "aG9vay1zZWNyZXQtb2YtdGhlLXRlc3RzLW9ubHkh";

  private static final Map<String, String> KINDS =
      Map.of(
          LAB, "oidc", SLEEPER, "oidc", POOL, "cognito", STAFF, "cognito", SEARCH, "google",
          ORCHARD, "apple", UNTRUSTED, "cognito", CUSTOM, "oidc");

  /** System properties are visible to every class loader of the JVM. */
  private static String property(String name) {
    return "vestibule.test.issuer." + name;
  }

  static int port(String name) {
    return Integer.getInteger(property(name));
  }

  public static String issuer(String name) {
    return "http://localhost:" + port(name) + "/" + name;
  }

  @Override
  public Map<String, String> start() {
    Map<String, String> config = new LinkedHashMap<>();
    KINDS.forEach(
        (name, kind) -> {
          if (Integer.getInteger(property(name)) == null) {
            System.setProperty(property(name), Integer.toString(Ports.free()));
          }
          String prefix =
              "vestibule.issuers."
                  + name.replace("eu-west-1_", "").toLowerCase(java.util.Locale.ROOT)
                  + ".";
          config.put(prefix + "issuer", issuer(name));
          config.put(prefix + "kind", kind);
          config.put(prefix + "client-ids", "somebody-else," + TestIssuer.CLIENT);
        });
    config.put("vestibule.issuers.lab.login.client-id", TestIssuer.CLIENT);
    config.put("vestibule.redirect.return-to", APP);
    config.put("vestibule.issuers.pool1.trusted-roles", "vendor");
    config.put("vestibule.issuers.custom.accepts", "access,id");
    config.put("vestibule.issuers.custom.authorized-parties", "web");
    config.put("vestibule.issuers.staff1.trusted-roles", "customer,vendor,admin");
    config.put("vestibule.federation.refetch-floor", "PT0S");
    config.put("vestibule.hooks.cognito.secrets", String.join(",", List.of(HOOK_SECRET)));
    return config;
  }

  @Override
  public void stop() {}
}
