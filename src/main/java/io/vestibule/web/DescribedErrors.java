package io.vestibule.web;

import static java.util.stream.Collectors.joining;
import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createExample;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the error answers of the OpenAPI document. A resource names the codes that are its own
 * (a response whose description holds them in back-quotes); those that every route of its kind has
 * are added here, and each gets the problem schema and an example made from {@link ErrorCode}.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DescribedErrors implements OASFilter {
  private static final List<ErrorCode> ALL = List.of(ErrorCode.UNAVAILABLE);
  private static final List<ErrorCode> WITH_BODY =
      List.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.MALFORMED_JSON,
          ErrorCode.TOO_LARGE,
          ErrorCode.NOT_JSON);
  private static final List<ErrorCode> WITH_TOKEN =
      List.of(ErrorCode.TOKEN_MISSING, ErrorCode.TOKEN_INVALID);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document.getPaths().getPathItems().entrySet().stream()
        .filter(path -> path.getKey().startsWith("/api/"))
        .flatMap(path -> path.getValue().getOperations().values().stream())
        .forEach(DescribedErrors::complete);
  }

  private static void complete(Operation operation) {
    Map<String, List<ErrorCode>> codes = new LinkedHashMap<>();
    named(operation.getResponses()).forEach(code -> add(codes, code));
    ALL.forEach(code -> add(codes, code));
    if (operation.getRequestBody() != null) {
      WITH_BODY.forEach(code -> add(codes, code));
    }
    if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
      WITH_TOKEN.forEach(code -> add(codes, code));
    }
    codes.forEach((status, all) -> operation.getResponses().addAPIResponse(status, response(all)));
  }

  private static void add(Map<String, List<ErrorCode>> codes, ErrorCode code) {
    List<ErrorCode> sameStatus =
        codes.computeIfAbsent(Integer.toString(code.status()), status -> new ArrayList<>());
    if (!sameStatus.contains(code)) {
      sameStatus.add(code);
    }
  }

  private static List<ErrorCode> named(APIResponses responses) {
    String descriptions =
        responses.getAPIResponses().values().stream()
            .map(APIResponse::getDescription)
            .map(String::valueOf)
            .collect(joining("\n"));
    return Arrays.stream(ErrorCode.values())
        .filter(code -> descriptions.contains("`" + code.wire() + "`"))
        .toList();
  }

  private static APIResponse response(List<ErrorCode> codes) {
    MediaType problem =
        createMediaType().schema(createSchema().ref("#/components/schemas/Problem"));
    codes.forEach(code -> problem.addExample(code.wire(), createExample().value(example(code))));
    return createAPIResponse()
        .description(
            codes.stream()
                .map(code -> "`" + code.wire() + "`: " + code.sentence())
                .collect(joining("; ")))
        .content(createContent().addMediaType(Problem.MEDIA_TYPE, problem));
  }

  private static Map<String, Object> example(ErrorCode code) {
    Problem problem = Problem.of(code);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", problem.type());
    members.put("title", problem.title());
    members.put("status", problem.status());
    members.put("detail", problem.detail());
    members.put("code", problem.code());
    members.put("error", problem.error());
    return members;
  }
}
