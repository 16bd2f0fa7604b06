package io.vestibule.buildsteps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

class OpenApiProcessorTest {
  @Test
  void theServiceReturnsTheStoredDocumentAndPreparesNothing() throws Exception {
    Class<?> transformed = new Transformed().loadClass(OpenApiDocumentService.class.getName());
    Object service = transformed.getConstructor().newInstance();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(new Resources());
    try {
      Method prepare = method(transformed, "prepareDocument");
      prepare.setAccessible(true);
      prepare.invoke(service, null, Map.of(), "<default>");

      for (Format format : Format.values()) {
        assertArrayEquals(
            ("META-INF/quarkus-generated-openapi-doc." + format).getBytes(StandardCharsets.UTF_8),
            (byte[]) method(transformed, "getDocument").invoke(service, "<default>", format));
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertEquals(transformed.getClassLoader().getClass(), Transformed.class);
  }

  private static Method method(Class<?> type, String name) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Every resource contains its name. */
  private static final class Resources extends ClassLoader {
    @Override
    public InputStream getResourceAsStream(String name) {
      return new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Loads the transformed class and its package, whose types are not public; all others come from
   * the class path.
   */
  private static final class Transformed extends ClassLoader {
    Transformed() {
      super(OpenApiProcessorTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OpenApiDocumentService.class.getPackageName() + ".")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream original =
          getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        boolean isService = name.equals(OpenApiDocumentService.class.getName());
        new ClassReader(original)
            .accept(isService ? OpenApiProcessor.transform(writer) : writer, 0);
        byte[] bytes = writer.toByteArray();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException failure) {
        throw new ClassNotFoundException(name, failure);
      }
    }
  }
}
