package io.vestibule.deployment;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.vestibule.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code kubectl kustomize} makes of a folder, as objects of the Kubernetes API. */
final class Manifests {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          Map.entry("v1 Namespace", Namespace.class),
          Map.entry("v1 ServiceAccount", ServiceAccount.class),
          Map.entry("v1 ConfigMap", ConfigMap.class),
          Map.entry("v1 Secret", Secret.class),
          Map.entry("v1 Service", Service.class),
          Map.entry("v1 PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("apps/v1 Deployment", Deployment.class),
          Map.entry("batch/v1 Job", Job.class),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1 Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          Map.entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
          Map.entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class));

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** By default the model collects unknown fields. Without that, a misspelt field is an error. */
  private static final AnnotationIntrospector NO_LEFTOVERS =
      new JacksonAnnotationIntrospector() {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
          return false;
        }
      };

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(NO_LEFTOVERS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private final List<HasMetadata> objects;

  private Manifests(List<HasMetadata> objects) {
    this.objects = objects;
  }

  static boolean canRender() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  /** A folder of {@code k8s/} with a kustomization. */
  static Manifests ofOverlay(String folder) {
    return of(render(Checkout.path("k8s/" + folder)));
  }

  /** The base and one component. */
  static Manifests ofComponent(String component) {
    try {
      Path folder = Files.createDirectories(Checkout.path("service/target/k8s/" + component));
      Path k8s = folder.relativize(Checkout.path("k8s"));
      Files.writeString(
          folder.resolve("kustomization.yaml"),
          """
          apiVersion: kustomize.config.k8s.io/v1beta1
          kind: Kustomization
          resources: [%s/base]
          components: [%s/components/%s]
          """
              .formatted(k8s, k8s, component));
      return of(render(folder));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Manifests of(String yaml) {
    List<HasMetadata> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        objects.add(strict(documents.next()));
      }
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
    return new Manifests(objects);
  }

  private static HasMetadata strict(JsonNode object) throws IOException {
    String kind = object.path("apiVersion").asText() + " " + object.path("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new IllegalStateException("no model of " + kind);
    }
    return STRICT.treeToValue(object, type);
  }

  private static String render(Path folder) {
    try {
      Process kustomize =
          new ProcessBuilder("kubectl", "kustomize", folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String yaml = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kustomize.waitFor() != 0) {
        throw new IllegalStateException(folder + " cannot be rendered");
      }
      return yaml;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  List<HasMetadata> all() {
    return objects;
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T one(Class<T> type, String name) {
    return all(type).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findAny()
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
  }

  /** Settings of the service; the generated name ends with a hash. */
  Map<String, String> settings() {
    return all(ConfigMap.class).stream()
        .filter(map -> map.getMetadata().getName().matches("vestibule-[a-z0-9]+"))
        .findAny()
        .orElseThrow()
        .getData();
  }

  /** Templates of all pods that run our image. */
  List<PodTemplateSpec> pods() {
    return Stream.concat(
            all(Deployment.class).stream().map(deployment -> deployment.getSpec().getTemplate()),
            all(Job.class).stream().map(job -> job.getSpec().getTemplate()))
        .filter(
            pod ->
                "vestibule"
                    .equals(
                        Optional.ofNullable(pod.getMetadata().getLabels())
                            .map(labels -> labels.get("app.kubernetes.io/name"))
                            .orElse(null)))
        .toList();
  }
}
