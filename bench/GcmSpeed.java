import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Measures AES-256-GCM decryption of 16 KiB chunks on one thread, without the service. */
public class GcmSpeed {
  public static void main(String[] args) throws Exception {
    SecretKeySpec key = new SecretKeySpec(new byte[32], "AES");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
    byte[] sealed = cipher.doFinal(new byte[16384]);
    byte[] out = new byte[16384];
    for (int round = 0; round < 3; round++) {
      int chunks = 1 << 16;
      long start = System.nanoTime();
      for (int i = 0; i < chunks; i++) {
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        cipher.doFinal(sealed, 0, sealed.length, out, 0);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (round == 2) {
        System.out.printf(
            "AES-256-GCM alone: %.0f MB/s, %.2f s a GiB%n",
            chunks * 16384L / 1e6 / seconds, seconds);
      }
    }
  }
}
