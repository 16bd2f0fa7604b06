package io.vestibule.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Computes the public key of a P-256 private key, so that only the private key must be configured.
 * The JDK offers no point multiplication.
 */
final class EcPublicKeys {
  private static final X9ECParameters P_256 = CustomNamedCurves.getByName("P-256");

  private EcPublicKeys() {}

  static PublicKey publicKeyOf(ECPrivateKey key) {
    org.bouncycastle.math.ec.ECPoint q =
        new FixedPointCombMultiplier().multiply(P_256.getG(), key.getS()).normalize();
    BigInteger x = q.getAffineXCoord().toBigInteger();
    BigInteger y = q.getAffineYCoord().toBigInteger();
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), key.getParams()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has P-256", impossible);
    }
  }

  static void requireP256(ECPrivateKey key) {
    if (!key.getParams().getOrder().equals(P_256.getN())) {
      throw new IllegalArgumentException("key is not on the curve P-256");
    }
  }
}
