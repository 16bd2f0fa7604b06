package io.vestibule.openapi;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.smallrye.openapi.runtime.filter.AutoSecurityFilter;
import io.smallrye.openapi.runtime.io.Format;
import java.util.List;
import java.util.Map;

/**
 * The native binary returns the OpenAPI document as the build stored it. Quarkus parses it and
 * prints it as JSON and as YAML at every start, which took a fifth of the start's CPU time.
 */
@TargetClass(OpenApiDocumentService.class)
final class OpenApiDocumentSubstitution {
  @Substitute
  void prepareDocument(
      AutoSecurityFilter security,
      Map<OpenApiFilter.RunStage, List<String>> filters,
      String documentName) {
    // All filters run at build time.
  }

  @Substitute
  public byte[] getDocument(String documentName, Format format) {
    return StoredOpenApiDocument.in(format);
  }
}
