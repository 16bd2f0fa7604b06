package io.vestibule.spi;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What one package contributes to {@code vestibule doctor}: it tries the parts outside of the
 * service that the package needs, and changes nothing in them.
 */
public interface Diagnosis {
  /** What the findings are about, for example {@code bucket}. The order of the report. */
  String subject();

  /** At least one finding. A failure is reported as a problem of the subject. */
  Uni<List<Finding>> examine();
}
