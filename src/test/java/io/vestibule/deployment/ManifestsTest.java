package io.vestibule.deployment;

import static io.restassured.RestAssured.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.quarkus.test.junit.QuarkusTest;
import io.vestibule.command.CommandLineAccess;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code k8s/} says of the service is what the service does. */
@QuarkusTest
class ManifestsTest {
  private static final String KEYS = "vestibule-keys";

  @BeforeEach
  void kubectlIsThere() {
    // .ci/steps/manifests.sh insists on it.
    assumeTrue(Manifests.canRender(), "kubectl is not installed");
  }

  static Stream<Manifests> rendered() {
    return Manifests.canRender()
        ? Stream.concat(
            Stream.of("overlays/local", "overlays/production").map(Manifests::ofOverlay),
            Stream.of(
                    "ingress",
                    "alb",
                    "httproute",
                    "servicemonitor",
                    "observability",
                    "tables-job",
                    "imports")
                .map(Manifests::ofComponent))
        : Stream.empty();
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyPodKeepsToTheRestrictedStandard(Manifests manifests) {
    assertFalse(manifests.pods().isEmpty());
    for (PodTemplateSpec pod : manifests.pods()) {
      PodSpec spec = pod.getSpec();
      assertTrue(spec.getSecurityContext().getRunAsNonRoot());
      assertTrue(spec.getSecurityContext().getRunAsUser() > 0);
      assertEquals("RuntimeDefault", spec.getSecurityContext().getSeccompProfile().getType());
      assertFalse(spec.getAutomountServiceAccountToken());
      for (Container container : spec.getContainers()) {
        assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
        assertNotNull(container.getResources().getLimits().get("memory"));
        assertNotNull(container.getResources().getRequests().get("cpu"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everySettingIsOneTheServiceReads(Manifests manifests) {
    Set<String> unknown = new TreeSet<>(manifests.settings().keySet());
    unknown.removeAll(Settings.variables());
    assertEquals(Set.of(), unknown);
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void everyContainerIsStartedWithACommandThatExists(Manifests manifests) {
    for (PodTemplateSpec pod : manifests.pods()) {
      for (Container container : pod.getSpec().getContainers()) {
        CommandLineAccess.parse(container.getArgs().toArray(String[]::new));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void keysAreMountedAsTheyAreGenerated(Manifests manifests) {
    Secret generated =
        Manifests.of(CommandLineAccess.output("keys", "generate")).one(Secret.class, KEYS);
    PodSpec pod = service(manifests);
    Container container = pod.getContainers().get(0);

    assertEquals(KEYS, pod.getVolumes().get(0).getSecret().getSecretName());
    String folder = container.getVolumeMounts().get(0).getMountPath() + "/";
    Set<String> configured =
        manifests.settings().entrySet().stream()
            .filter(setting -> setting.getKey().startsWith("VESTIBULE_KEYS_"))
            .map(Map.Entry::getValue)
            .collect(Collectors.toSet());
    Set<String> mounted =
        generated.getStringData().keySet().stream().map(folder::concat).collect(Collectors.toSet());
    assertEquals(mounted, configured);
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void noManifestHoldsASecret(Manifests manifests) {
    assertEquals(List.of(), manifests.all(Secret.class));
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void probesAskTheServiceWhereItAnswers(Manifests manifests) {
    Container container = service(manifests).getContainers().get(0);
    for (Probe probe :
        List.of(
            container.getStartupProbe(),
            container.getReadinessProbe(),
            container.getLivenessProbe())) {
      get(probe.getHttpGet().getPath()).then().statusCode(200);
      assertEquals("management", probe.getHttpGet().getPort().getStrVal());
    }
    for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
      get(monitor.getSpec().getEndpoints().get(0).getPath()).then().statusCode(200);
      assertEquals("management", monitor.getSpec().getEndpoints().get(0).getPort());
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void portsAreTheServices(Manifests manifests) throws IOException {
    Container container = service(manifests).getContainers().get(0);
    assertEquals("http", container.getPorts().get(0).getName());
    String port = application().getProperty("quarkus.http.port", "8080");
    assertEquals(port, container.getPorts().get(0).getContainerPort().toString());
    Service service = manifests.one(Service.class, "vestibule");
    assertEquals("http", service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
    assertEquals("management", container.getPorts().get(1).getName());
    // Quarkus' default.
    assertEquals(9000, container.getPorts().get(1).getContainerPort());
    assertEquals("management", service.getSpec().getPorts().get(1).getName());
    assertEquals("management", service.getSpec().getPorts().get(1).getTargetPort().getStrVal());
    for (HTTPRoute route : manifests.all(HTTPRoute.class)) {
      route
          .getSpec()
          .getRules()
          .forEach(
              rule ->
                  rule.getBackendRefs()
                      .forEach(
                          backend ->
                              assertEquals(
                                  service.getSpec().getPorts().get(0).getPort(),
                                  backend.getPort())));
    }
    for (Ingress ingress : manifests.all(Ingress.class)) {
      ingress.getSpec().getRules().stream()
          .flatMap(rule -> rule.getHttp().getPaths().stream())
          .forEach(
              path -> {
                assertEquals("vestibule", path.getBackend().getService().getName());
                assertEquals("http", path.getBackend().getService().getPort().getName());
              });
    }
  }

  /** What people and programs outside call, and nothing that is for operators. */
  @Test
  void bothDoorsOpenToWhatIsPublic() {
    Map<String, String> ingress =
        Manifests.ofComponent("ingress").all(Ingress.class).stream()
            .flatMap(door -> door.getSpec().getRules().stream())
            .flatMap(rule -> rule.getHttp().getPaths().stream())
            .collect(Collectors.toMap(path -> path.getPath(), path -> path.getPathType()));
    Map<String, String> route =
        Manifests.ofComponent("httproute").all(HTTPRoute.class).stream()
            .flatMap(door -> door.getSpec().getRules().stream())
            .flatMap(rule -> rule.getMatches().stream())
            .collect(
                Collectors.toMap(
                    match -> match.getPath().getValue(),
                    match -> match.getPath().getType().replace("Path", "")));
    assertEquals(ingress, route);
    assertEquals(Set.of("/"), exact(ingress));
    for (String path :
        List.of("/", "/console/app.js", "/vestibule/audio-crypto.js", "/.well-known/jwks.json")) {
      get(path).then().statusCode(200);
      assertTrue(isPublic(path, ingress), path);
    }
    assertTrue(isPublic("/api/health", ingress));
    assertFalse(isPublic("/q/metrics", ingress));
  }

  /** What may call the API is not what may read metrics. */
  @ParameterizedTest
  @MethodSource("rendered")
  void theManagementPortHasItsOwnPolicy(Manifests manifests) {
    Map<String, Set<String>> labels =
        manifests.one(NetworkPolicy.class, "vestibule").getSpec().getIngress().stream()
            .filter(rule -> rule.getFrom().get(0).getNamespaceSelector() != null)
            .collect(
                Collectors.toMap(
                    rule -> rule.getPorts().get(0).getPort().getStrVal(),
                    rule ->
                        rule.getFrom().get(0).getNamespaceSelector().getMatchLabels().keySet()));
    assertEquals(
        Map.of(
            "http", Set.of("vestibule.io/may-call"),
            "management", Set.of("vestibule.io/may-scrape")),
        labels);
  }

  private static Set<String> exact(Map<String, String> paths) {
    return paths.entrySet().stream()
        .filter(path -> path.getValue().equals("Exact"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean isPublic(String path, Map<String, String> paths) {
    return paths.entrySet().stream()
        .anyMatch(
            open ->
                open.getValue().equals("Exact")
                    ? path.equals(open.getKey())
                    : path.startsWith(open.getKey() + "/"));
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void selectorsMeetTheirPods(Manifests manifests) {
    Deployment deployment = manifests.one(Deployment.class, "vestibule");
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    Service service = manifests.one(Service.class, "vestibule");
    assertCovers(labels, deployment.getSpec().getSelector().getMatchLabels());
    assertCovers(labels, service.getSpec().getSelector());
    assertCovers(
        labels,
        manifests
            .one(PodDisruptionBudget.class, "vestibule")
            .getSpec()
            .getSelector()
            .getMatchLabels());
    assertEquals(
        deployment.getMetadata().getName(),
        manifests
            .one(HorizontalPodAutoscaler.class, "vestibule")
            .getSpec()
            .getScaleTargetRef()
            .getName());
    for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
      Map<String, String> selector = policy.getSpec().getPodSelector().getMatchLabels();
      assertEquals("vestibule", selector.get("app.kubernetes.io/name"));
      assertTrue(
          manifests.pods().stream()
              .allMatch(
                  pod ->
                      selector.containsKey("app.kubernetes.io/component")
                          || pod.getMetadata()
                              .getLabels()
                              .entrySet()
                              .containsAll(selector.entrySet())));
    }
    for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
      assertCovers(
          service.getMetadata().getLabels(), monitor.getSpec().getSelector().getMatchLabels());
    }
    for (PodTemplateSpec pod : manifests.pods()) {
      manifests.one(ServiceAccount.class, pod.getSpec().getServiceAccountName());
      // A Job's pod must never be sent a user's request.
      if (pod.getSpec().getContainers().get(0).getPorts().isEmpty()) {
        assertFalse(
            pod.getMetadata()
                .getLabels()
                .entrySet()
                .containsAll(service.getSpec().getSelector().entrySet()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void podsMayTakeAsLongAsTheServiceDoesToStop(Manifests manifests) throws IOException {
    Properties application = application();
    Duration stop =
        seconds(application, "%prod.quarkus.shutdown.delay")
            .plus(seconds(application, "quarkus.shutdown.timeout"));
    assertTrue(service(manifests).getTerminationGracePeriodSeconds() > stop.toSeconds());
    // Whoever balances the load has noticed before requests are refused.
    Probe readiness = service(manifests).getContainers().get(0).getReadinessProbe();
    assertTrue(
        seconds(application, "%prod.quarkus.shutdown.delay").toSeconds()
            > (long) readiness.getPeriodSeconds() * readiness.getFailureThreshold());
  }

  @Test
  void productionHasAHostCookieAndARole() {
    Manifests production = Manifests.ofOverlay("overlays/production");
    assertEquals("__Host-auth_token", production.settings().get("VESTIBULE_TOKENS_COOKIE_NAME"));
    assertTrue(production.settings().get("VESTIBULE_TOKENS_ISSUER").startsWith("https://"));
    assertTrue(
        production
            .one(ServiceAccount.class, "vestibule")
            .getMetadata()
            .getAnnotations()
            .containsKey("eks.amazonaws.com/role-arn"));
    assertFalse(production.settings().containsKey("AWS_SECRET_ACCESS_KEY"));
    // Throttles count clients and not the ingress.
    assertEquals("true", production.settings().get("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING"));
    assertFalse(production.settings().get("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES").isBlank());
  }

  /** The check itself: a misspelt field is seen. */
  @Test
  void aFieldThatDoesNotExistIsRefused() {
    String misspelt =
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: vestibule
        spec:
          selecter:
            a: b
        """;
    RuntimeException refusal = assertThrows(RuntimeException.class, () -> Manifests.of(misspelt));
    assertTrue(refusal.getMessage().contains("selecter"), refusal::getMessage);
  }

  private static PodSpec service(Manifests manifests) {
    return manifests.one(Deployment.class, "vestibule").getSpec().getTemplate().getSpec();
  }

  private static Properties application() throws IOException {
    Properties application = new Properties();
    application.load(
        Files.newBufferedReader(Checkout.path("src/main/resources/application.properties")));
    return application;
  }

  private static Duration seconds(Properties application, String key) {
    return Duration.parse("PT" + application.getProperty(key));
  }

  private static void assertCovers(Map<String, String> labels, Map<String, String> selector) {
    assertFalse(selector.isEmpty());
    assertTrue(
        labels.entrySet().containsAll(selector.entrySet()), () -> labels + " are not " + selector);
  }
}
