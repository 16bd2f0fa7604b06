package io.vestibule.openapi.stored;

import io.smallrye.openapi.runtime.io.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The OpenAPI document as Quarkus stores it at build time, one resource for each format. */
public final class StoredOpenApiDocument {
  private static final String RESOURCE = "META-INF/quarkus-generated-openapi-doc.";
  private static final Map<Format, byte[]> READ = new ConcurrentHashMap<>();

  private StoredOpenApiDocument() {}

  public static byte[] in(Format format) {
    return READ.computeIfAbsent(format, StoredOpenApiDocument::read);
  }

  private static byte[] read(Format format) {
    String name = RESOURCE + format.name();
    try (InputStream stored =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
      if (stored == null) {
        throw new IllegalStateException("the build has not included " + name);
      }
      return stored.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
