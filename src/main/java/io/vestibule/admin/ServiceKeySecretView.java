package io.vestibule.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vestibule.servicekey.ServiceKeyWithSecret;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A service key with its new secret: the only response that contains it. */
@Schema(name = "ServiceKeyWithSecret")
public record ServiceKeySecretView(
    @JsonProperty("service_key") ServiceKeyView serviceKey,
    @Schema(
            description = "Shown once; send it as `Authorization: Bearer vss_…`",
            examples = "vss_6926e4a1b0c3d2f4…")
        String secret) {
  static ServiceKeySecretView of(ServiceKeyWithSecret created) {
    return new ServiceKeySecretView(ServiceKeyView.of(created.key()), created.secret().reveal());
  }

  @Override
  public String toString() {
    return "ServiceKeySecretView[" + serviceKey.id() + "]";
  }
}
