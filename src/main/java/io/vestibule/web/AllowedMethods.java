package io.vestibule.web;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * The methods that a path supports. A 405 answer must list them (RFC 9110 section 15.5.6). Quarkus
 * REST does not expose them, so this class searches its routing tables again.
 */
final class AllowedMethods {
  private AllowedMethods() {}

  /** For example {@code GET, HEAD, PATCH}. */
  static String at(ResteasyReactiveRequestContext request) {
    RequestMatch<InitialMatch> resource =
        new RequestMapper<>(request.getDeployment().getClassMappers())
            .map(request.getPathWithoutPrefix());
    String rest = resource.remaining.isEmpty() ? "/" : resource.remaining;
    TreeSet<String> methods =
        Arrays.stream(resource.value.handlers)
            .filter(ClassRoutingHandler.class::isInstance)
            .flatMap(routing -> supporting(rest, ((ClassRoutingHandler) routing).getMappers()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }

  private static Stream<String> supporting(
      String path, Map<String, RequestMapper<RuntimeResource>> byMethod) {
    return byMethod.entrySet().stream()
        .filter(method -> method.getKey() != null && method.getValue().map(path) != null)
        .map(Map.Entry::getKey);
  }
}
