package io.vestibule.session;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Documentation of a JWK set of public keys (RFC 7517, section 5); never instantiated. */
@Schema(name = "JsonWebKeySet", examples = JsonWebKeySetSchema.EXAMPLE)
interface JsonWebKeySetSchema {
  /** A set, shortened. */
  String EXAMPLE =
      "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"oC9c…\",\"use\":\"sig\",\"alg\":\"ES256\",\"crv\":\"P-256\",\"x\":\"f83O…\",\"y\":\"x_FE…\"}]}";

  @Schema(required = true, description = "The signing key and other keys that are accepted")
  List<JsonWebKeySchema> getKeys();

  /** A public key on the curve P-256 (RFC 7518, section 6.2.1). */
  @Schema(name = "JsonWebKey")
  interface JsonWebKeySchema {
    @Schema(required = true, examples = "EC")
    String getKty();

    @Schema(required = true)
    String getKid();

    @Schema(required = true, examples = "sig")
    String getUse();

    @Schema(required = true, examples = "ES256")
    String getAlg();

    @Schema(required = true, examples = "P-256")
    String getCrv();

    @Schema(required = true)
    String getX();

    @Schema(required = true)
    String getY();
  }
}
