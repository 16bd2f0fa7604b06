package io.vestibule.openapi;

import static org.eclipse.microprofile.openapi.OASFactory.createSchema;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.RecordComponentInfo;

/**
 * Completes the schemas of the OpenAPI document.
 *
 * <p>A response is a record, and Jackson writes every component of a record. So every member is
 * required, unless it may be null ({@code @Schema(nullable = true)}). Such a member is optional:
 * the serializers that Quarkus generates write null for some types and omit others.
 *
 * <p>Quarkus applies a filter more than once, so the result of a second time must be the same.
 *
 * <p>A time is a string of format {@code date-time}, not a schema of its own. An object without
 * declared members may have any.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiSchemas implements OASFilter {
  private static final String OWN_PACKAGE = "io.vestibule";
  private static final String TIME = Instant.class.getSimpleName();
  private static final String TIME_FORMAT = "date-time";
  private static final DotName SCHEMA =
      DotName.createSimple(org.eclipse.microprofile.openapi.annotations.media.Schema.class);
  private static final DotName PROPERTY = DotName.createSimple(JsonProperty.class);
  private static final DotName UNWRAPPED = DotName.createSimple(JsonUnwrapped.class);

  private final IndexView index;

  /** Called by SmallRye OpenAPI at build time. */
  public OpenApiSchemas(IndexView index) {
    this.index = index;
  }

  @Override
  public Schema filterSchema(Schema schema) {
    if (isTime(schema)) {
      schema.setRef(null);
      schema.setType(List.of(Schema.SchemaType.STRING));
      schema.setFormat(TIME_FORMAT);
    } else if (schema.getAnyOf() != null
        && schema.getAnyOf().stream().anyMatch(OpenApiSchemas::isTime)) {
      schema.setAnyOf(null);
      schema.setType(List.of(Schema.SchemaType.STRING, Schema.SchemaType.NULL));
      schema.setFormat(TIME_FORMAT);
    } else if (isOpenObject(schema)) {
      schema.setAdditionalPropertiesSchema(createSchema().booleanSchema(true));
    }
    return schema;
  }

  private static boolean isTime(Schema schema) {
    return schema.getRef() != null
        ? schema.getRef().endsWith("/" + TIME)
        : TIME_FORMAT.equals(schema.getFormat()) && !isNull(schema);
  }

  private static boolean isOpenObject(Schema schema) {
    return schema.getType() != null
        && schema.getType().contains(Schema.SchemaType.OBJECT)
        && schema.getProperties() == null
        && schema.getAdditionalPropertiesSchema() == null;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document.getComponents().removeSchema(TIME);
    Map<String, Schema> schemas = document.getComponents().getSchemas();
    Set<String> declaredNames =
        index.getAnnotations(SCHEMA).stream()
            .filter(schema -> schema.target().kind() == AnnotationTarget.Kind.CLASS)
            .flatMap(schema -> declaredName(schema).stream())
            .collect(Collectors.toSet());
    for (ClassInfo type : index.getKnownClasses()) {
      if (!type.isRecord() || !type.name().toString().startsWith(OWN_PACKAGE)) {
        continue;
      }
      Optional<String> declared =
          Optional.ofNullable(type.declaredAnnotation(SCHEMA))
              .flatMap(OpenApiSchemas::declaredName);
      String name = declared.orElse(type.simpleName());
      // What a request is read into often has the name of the schema that documents the request.
      boolean ofAnotherType = declared.isEmpty() && declaredNames.contains(name);
      if (schemas.containsKey(name) && !ofAnotherType) {
        complete(type, schemas.get(name));
      }
    }
  }

  private static Optional<String> declaredName(AnnotationInstance schema) {
    return Optional.ofNullable(schema.value("name")).map(AnnotationValue::asString);
  }

  private static void complete(ClassInfo type, Schema schema) {
    List<String> required = new ArrayList<>();
    for (RecordComponentInfo component : type.recordComponents()) {
      FieldInfo field = type.field(component.name());
      if (field.hasDeclaredAnnotation(UNWRAPPED)) {
        continue;
      }
      String name = memberName(field);
      if (!isNullable(field)) {
        required.add(name);
      }
    }
    schema.setRequired(required);
  }

  private static String memberName(FieldInfo field) {
    AnnotationInstance property = field.declaredAnnotation(PROPERTY);
    return property == null || property.value() == null
        ? field.name()
        : property.value().asString();
  }

  private static boolean isNullable(FieldInfo field) {
    AnnotationInstance schema = field.declaredAnnotation(SCHEMA);
    return schema != null
        && schema.value("nullable") != null
        && schema.value("nullable").asBoolean();
  }

  private static boolean isNull(Schema schema) {
    return schema.getType() != null && schema.getType().contains(Schema.SchemaType.NULL);
  }
}
