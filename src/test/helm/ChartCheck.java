import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Compares the Helm chart with what kustomize makes of {@code k8s/base} and its components, object
 * by object. Run by {@code .ci/steps/manifests.sh} with the root of the repository as argument.
 */
public final class ChartCheck {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String KUBERNETES = "1.31.0";
  private static final String CHECKSUM = "checksum/config";

  private final Path root;
  private final Path chart;
  private final Path scratch;
  private final List<String> faults = new ArrayList<>();

  private ChartCheck(Path root) throws IOException {
    this.root = root;
    this.chart = root.resolve("k8s/helm/vestibule");
    this.scratch = Files.createDirectories(root.resolve("service/target/helm"));
  }

  public static void main(String... arguments) throws Exception {
    ChartCheck check = new ChartCheck(Path.of(arguments[0]).toRealPath());
    check.lint();
    check.equal("base", List.of(), values -> {});
    check.equal("ingress", List.of("ingress"), values -> values.set("ingress.enabled", true));
    check.equal("httproute", List.of("httproute"), values -> values.set("httpRoute.enabled", true));
    check.equal(
        "servicemonitor",
        List.of("servicemonitor"),
        values -> values.set("serviceMonitor.enabled", true));
    check.values();
    check.aDifferenceIsFound();
    check.faults.forEach(fault -> System.err.println("helm: " + fault));
    if (!check.faults.isEmpty()) {
      System.exit(1);
    }
    System.out.println("k8s/helm/vestibule renders what k8s/base and its components render");
  }

  private void lint() {
    LintResult result = new Helm(chart).lint().strict().call();
    if (result.isFailed()) {
      faults.add("lint: " + result.getMessages());
    }
  }

  private void equal(String name, List<String> components, Consumer<TemplateCommand> values)
      throws Exception {
    faults.addAll(differences(name, kustomize(components), helm("vestibule", values)));
  }

  /** What operators set arrives where it should, and nothing else changes its name. */
  private void values() throws Exception {
    Path file = scratch.resolve("values.yaml");
    Files.writeString(
        file,
        """
        image: {repository: registry.example.org/vestibule, tag: "0.1.0", pullPolicy: Always}
        imagePullSecrets: [{name: registry}]
        env: {VESTIBULE_TOKENS_ISSUER: "https://id.example.org", VESTIBULE_PASSWORDS_THREADS: 2}
        secrets: {keys: my-keys, mail: my-mail}
        serviceAccount: {annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/r"}}
        autoscaling: {minReplicas: 3, maxReplicas: 5, targetCPUUtilizationPercentage: 90}
        networkPolicy: {enabled: false}
        console: false
        ingress: {enabled: true, host: id.example.org, className: nginx, tlsSecretName: ""}
        """);
    Map<String, JsonNode> objects = helm("accounts", command -> command.withValuesFile(file));
    JsonNode deployment = objects.get("Deployment accounts");
    JsonNode pod = deployment.at("/spec/template/spec");
    expect("registry.example.org/vestibule:0.1.0", pod.at("/containers/0/image"));
    expect("Always", pod.at("/containers/0/imagePullPolicy"));
    expect("accounts", pod.at("/containers/0/envFrom/0/configMapRef/name"));
    expect("my-mail", pod.at("/containers/0/envFrom/1/secretRef/name"));
    expect("my-keys", pod.at("/volumes/0/secret/secretName"));
    expect("registry", pod.at("/imagePullSecrets/0/name"));
    expect("accounts", deployment.at("/spec/selector/matchLabels/app.kubernetes.io~1name"));
    JsonNode settings = objects.get("ConfigMap accounts").path("data");
    expect("https://id.example.org", settings.path("VESTIBULE_TOKENS_ISSUER"));
    expect("2", settings.path("VESTIBULE_PASSWORDS_THREADS"));
    expect("vestibule-users", settings.path("USERS_TABLE"));
    expect(
        "arn:aws:iam::1:role/r",
        objects
            .get("ServiceAccount accounts")
            .at("/metadata/annotations/eks.amazonaws.com~1role-arn"));
    JsonNode scaler = objects.get("HorizontalPodAutoscaler accounts").path("spec");
    expect("3", scaler.path("minReplicas"));
    expect("5", scaler.path("maxReplicas"));
    expect("90", scaler.at("/metrics/0/resource/target/averageUtilization"));
    JsonNode ingress = objects.get("Ingress accounts").path("spec");
    expect("nginx", ingress.path("ingressClassName"));
    expect("id.example.org", ingress.at("/rules/0/host"));
    expect("2", YAML.valueToTree(ingress.at("/rules/0/http/paths").size()));
    expect("", ingress.path("tls"));
    expect("7", YAML.valueToTree(objects.size()));
    String digest =
        helm("vestibule", command -> command.set("image.digest", "sha256:ab").set("image.tag", "1"))
            .get("Deployment vestibule")
            .at("/spec/template/spec/containers/0/image")
            .asText();
    expect("vestibule@sha256:ab", YAML.valueToTree(digest));
  }

  private void expect(String expected, JsonNode actual) {
    if (!actual.asText().equals(expected)) {
      faults.add("expected " + expected + ", rendered " + actual);
    }
  }

  /** The comparison itself can fail. */
  private void aDifferenceIsFound() throws Exception {
    Map<String, JsonNode> base = kustomize(List.of());
    if (differences("", base, helm("vestibule", values -> values.set("env.S3_BUCKET", "other")))
            .size()
        != 1) {
      faults.add("a changed setting is not found");
    }
    if (differences("", base, helm("vestibule", values -> values.set("networkPolicy.enabled", false)))
            .size()
        != 2) {
      faults.add("absent policies are not found");
    }
  }

  private static List<String> differences(
      String name, Map<String, JsonNode> expected, Map<String, JsonNode> actual) {
    List<String> found = new ArrayList<>();
    Map<String, JsonNode> all = new TreeMap<>(expected);
    all.putAll(actual);
    for (String key : all.keySet()) {
      JsonNode left = expected.get(key);
      JsonNode right = actual.get(key);
      if (left == null || right == null) {
        found.add(name + ": " + key + " is only in the " + (left == null ? "chart" : "base"));
      } else if (!left.equals(right)) {
        found.add(name + ": " + key + " differs\n  kustomize " + left + "\n  helm      " + right);
      }
    }
    return found;
  }

  private Map<String, JsonNode> helm(String release, Consumer<TemplateCommand> values)
      throws IOException {
    TemplateCommand command = new Helm(chart).template().withName(release).withKubeVersion(KUBERNETES);
    values.accept(command);
    Map<String, JsonNode> objects = objects(command.call());
    for (JsonNode object : objects.values()) {
      // Takes the place of the hash in the name of kustomize's ConfigMap.
      JsonNode pod = object.at("/spec/template/metadata");
      if (pod.path("annotations").has(CHECKSUM)) {
        ((ObjectNode) pod.path("annotations")).remove(CHECKSUM);
        if (pod.path("annotations").isEmpty()) {
          ((ObjectNode) pod).remove("annotations");
        }
      }
    }
    return objects;
  }

  private Map<String, JsonNode> kustomize(List<String> components)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectories(scratch.resolve("base"));
    String k8s = folder.relativize(root.resolve("k8s")).toString();
    StringBuilder kustomization =
        new StringBuilder("resources: [" + k8s + "/base]\ncomponents:\n");
    if (components.isEmpty()) {
      kustomization = new StringBuilder("resources: [" + k8s + "/base]\n");
    }
    for (String component : components) {
      kustomization.append("  - ").append(k8s).append("/components/").append(component).append("\n");
    }
    Files.writeString(folder.resolve("kustomization.yaml"), kustomization);
    Process process =
        new ProcessBuilder("kubectl", "kustomize", folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("kustomize failed");
    }
    String hashed =
        objects(text).keySet().stream()
            .filter(key -> key.startsWith("ConfigMap "))
            .map(key -> key.substring("ConfigMap ".length()))
            .findAny()
            .orElseThrow();
    return objects(text.replace(hashed, "vestibule"));
  }

  private static Map<String, JsonNode> objects(String yaml) throws IOException {
    Map<String, JsonNode> objects = new TreeMap<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode object = documents.next();
        if (object.isObject()) {
          objects.put(
              object.path("kind").asText() + " " + object.at("/metadata/name").asText(), object);
        }
      }
    }
    return objects;
  }
}
