package io.vestibule.openapi;

import static java.util.stream.Collectors.joining;
import static org.eclipse.microprofile.openapi.OASFactory.createAPIResponse;
import static org.eclipse.microprofile.openapi.OASFactory.createContent;
import static org.eclipse.microprofile.openapi.OASFactory.createExample;
import static org.eclipse.microprofile.openapi.OASFactory.createHeader;
import static org.eclipse.microprofile.openapi.OASFactory.createMediaType;
import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.vestibule.web.ErrorCode;
import io.vestibule.web.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the error responses of the OpenAPI document. A resource names its own codes, in
 * back-quotes in the description of a response. This class adds the codes that every route of its
 * kind has, and gives each response the problem schema, the codes as an enum, one example for each
 * code, and the headers.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiErrorResponses implements OASFilter {
  private static final String SCHEMA = Problem.class.getSimpleName();
  private static final List<ErrorCode> ALL =
      List.of(ErrorCode.TOO_MANY_REQUESTS, ErrorCode.INTERNAL, ErrorCode.UNAVAILABLE);
  private static final List<ErrorCode> UNSAFE = List.of(ErrorCode.CROSS_SITE);
  private static final List<ErrorCode> WITH_BODY =
      List.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.MALFORMED_JSON,
          ErrorCode.TOO_LARGE,
          ErrorCode.NOT_JSON);
  private static final List<ErrorCode> WITH_TOKEN =
      List.of(ErrorCode.TOKEN_MISSING, ErrorCode.TOKEN_INVALID, ErrorCode.ACCOUNT_SUSPENDED);
  private static final List<ErrorCode> WITH_SERVICE_KEY =
      List.of(
          ErrorCode.SERVICE_KEY_EXPIRED,
          ErrorCode.SERVICE_KEY_DISABLED,
          ErrorCode.SERVICE_KEY_NETWORK,
          ErrorCode.INSUFFICIENT_SCOPE);
  private static final Set<PathItem.HttpMethod> SAFE =
      Set.of(PathItem.HttpMethod.GET, PathItem.HttpMethod.HEAD);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getComponents()
        .getSchemas()
        .get(SCHEMA)
        .getProperties()
        .get("code")
        .setEnumeration(wireCodes(Arrays.asList(ErrorCode.values())));
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) -> item.getOperations().forEach((m, o) -> complete(path, m, o)));
  }

  private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
    if (operation.getSecurity() == null) {
      operation.setSecurity(List.of());
    }
    if (!path.startsWith("/api/")) {
      return;
    }
    Map<String, List<ErrorCode>> codes = new LinkedHashMap<>();
    named(operation.getResponses()).forEach(code -> add(codes, code));
    ALL.forEach(code -> add(codes, code));
    if (operation.getRequestBody() != null) {
      WITH_BODY.forEach(code -> add(codes, code));
    }
    if (!SAFE.contains(method)) {
      UNSAFE.forEach(code -> add(codes, code));
    }
    if (!operation.getSecurity().isEmpty()) {
      WITH_TOKEN.forEach(code -> add(codes, code));
    }
    if (operation.getSecurity().stream()
        .anyMatch(scheme -> scheme.hasScheme(OpenApiDefinition.SERVICE_KEY))) {
      WITH_SERVICE_KEY.forEach(code -> add(codes, code));
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
    MediaType problem = createMediaType().schema(schema(codes));
    codes.forEach(code -> problem.addExample(code.wire(), createExample().value(example(code))));
    APIResponse response = createAPIResponse();
    headers(codes.get(0).status()).forEach(response::addHeader);
    return response
        .description(
            codes.stream()
                .map(code -> "`" + code.wire() + "`: " + code.sentence())
                .collect(joining("; ")))
        .content(createContent().addMediaType(Problem.MEDIA_TYPE, problem));
  }

  /** A problem with one of those codes. */
  private static Schema schema(List<ErrorCode> codes) {
    Schema code = createSchema().addType(Schema.SchemaType.STRING).enumeration(wireCodes(codes));
    return createSchema()
        .addAllOf(createSchema().ref("#/components/schemas/" + SCHEMA))
        .addAllOf(createSchema().addType(Schema.SchemaType.OBJECT).addProperty("code", code));
  }

  private static List<Object> wireCodes(List<ErrorCode> codes) {
    return codes.stream().<Object>map(ErrorCode::wire).toList();
  }

  private static Map<String, Header> headers(int status) {
    return switch (status) {
      case 401 ->
          Map.of(
              HttpHeaders.WWW_AUTHENTICATE,
              header(Schema.SchemaType.STRING, "The scheme `Bearer` (RFC 6750, section 3)"));
      case 416 ->
          Map.of(
              "Content-Range",
              header(Schema.SchemaType.STRING, "The size, for example `bytes */4096`"));
      case 429, 503 ->
          Map.of(
              HttpHeaders.RETRY_AFTER,
              header(Schema.SchemaType.INTEGER, "Seconds to wait before the next request"));
      default -> Map.of();
    };
  }

  private static Header header(Schema.SchemaType type, String description) {
    return createHeader().description(description).schema(createSchema().addType(type));
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
