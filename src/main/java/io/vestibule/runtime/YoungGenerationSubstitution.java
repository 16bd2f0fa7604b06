package io.vestibule.runtime;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.graalvm.nativeimage.RuntimeOptions;

/** In a native binary the collector's options can be set while it runs. */
@TargetClass(YoungGeneration.class)
final class YoungGenerationSubstitution {
  @Substitute
  static void mayGrow() {
    if (Long.valueOf(YoungGeneration.AT_START).equals(RuntimeOptions.get("MaxNewSize"))) {
      long quarter = Runtime.getRuntime().maxMemory() / 4;
      RuntimeOptions.set("MaxNewSize", Math.min(YoungGeneration.LARGEST, quarter));
    }
  }
}
