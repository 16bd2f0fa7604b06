package io.vestibule.apikey;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of what {@link LeakReport} reads in an array; never instantiated. */
@Schema(name = "LeakedSecret", examples = LeakReportSchema.EXAMPLE)
interface LeakReportSchema {
  /** As GitHub sends it. */
  String EXAMPLE =
      "{\"token\":\"vst_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08e1c2d3f4\","
          + "\"type\":\"vestibule_api_key\",\"url\":\"https://github.com/octocat/hello/blob/1/a.txt\","
          + "\"source\":\"content\"}";

  @Schema(required = true, description = "The secret that was found")
  String getToken();

  @Schema(description = "The name of its form at the partner; ignored")
  String getType();

  @Schema(description = "Where it was found; ignored")
  String getUrl();

  @Schema(description = "What contained it; ignored")
  String getSource();
}
