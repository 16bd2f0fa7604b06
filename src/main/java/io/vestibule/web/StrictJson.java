package io.vestibule.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * Strict parsing of JSON from clients: UTF-8 only, limited depth and number length, no duplicate
 * members, nothing after the end of the document.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {
  /** DynamoDB allows 32 levels. The difference leaves room for the item and its wrappers. */
  static final int MAX_DEPTH = 24;

  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 1_000;

  /**
   * The setter is deprecated in favour of the factory's builder, but Quarkus creates the factory.
   */
  @Override
  @SuppressWarnings("deprecation")
  public void customize(ObjectMapper mapper) {
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .maxNameLength(MAX_NAME_LENGTH)
                .build())
        .setInputDecorator(new Utf8Enforcement());
    mapper
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
        .registerModule(
            new SimpleModule("strict-json")
                .addDeserializer(JsonNode.class, new JsonTreeDeserializer()));
  }
}
