package io.vestibule.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nayuki.qrcodegen.QrCode;
import java.net.URLEncoder;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an authenticator app needs. It is shown once and does not count before a code of it was
 * confirmed.
 *
 * @param secret 20 bytes in Base32
 * @param uri {@code otpauth:} URI with the secret
 * @param qr the URI as a QR code (SVG, without scripts and styles)
 */
@Schema(name = "TotpSetup")
public record TotpSetup(
    @Schema(examples = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", description = "Base32, 32 characters")
        String secret,
    @Schema(
            examples =
                "otpauth://totp/Vestibule:ada%40example.com?secret=GEZD…&issuer=Vestibule"
                    + "&algorithm=SHA1&digits=6&period=30")
        String uri,
    @Schema(description = "The URI as a QR code: the text of an SVG image") String qr) {
  /** Light modules around the code (ISO/IEC 18004). */
  private static final int QUIET_ZONE = 4;

  static TotpSetup of(byte[] secret, String issuer, String account) {
    String base32 = Base32.encode(secret);
    String uri =
        "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
            .formatted(
                encode(issuer),
                encode(account),
                base32,
                encode(issuer),
                TotpCodes.DIGITS,
                TotpCodes.STEP_SECONDS);
    return new TotpSetup(base32, uri, svg(QrCode.encodeText(uri, QrCode.Ecc.MEDIUM)));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private static String svg(QrCode code) {
    StringBuilder dark = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          dark.append("M%d %dh1v1h-1z".formatted(x + QUIET_ZONE, y + QUIET_ZONE));
        }
      }
    }
    int size = code.size + 2 * QUIET_ZONE;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
            .formatted(size, size)
        + "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>".formatted(size, size)
        + "<path fill=\"#000\" d=\"%s\"/></svg>".formatted(dark);
  }

  @Override
  public String toString() {
    return "TotpSetup[redacted]";
  }
}
