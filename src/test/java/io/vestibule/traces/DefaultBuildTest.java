package io.vestibule.traces;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

class DefaultBuildTest {
  @Test
  void hasNoOpenTelemetry() {
    assumeFalse(Boolean.getBoolean("vestibule.traces"), "built with traces");
    for (String name :
        new String[] {
          "io/opentelemetry/api/OpenTelemetry.class", "io/vestibule/traces/RequestSpans.class"
        }) {
      assertNull(DefaultBuildTest.class.getClassLoader().getResource(name), name);
    }
  }
}
