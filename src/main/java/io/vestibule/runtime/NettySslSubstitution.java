package io.vestibule.runtime;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keeps OpenSSL out of the native binary, where its classes do not resolve. Quarkus replaces the
 * method that chooses between the providers, but Netty 4.1.138 calls an overload of it that Netty
 * 4.1.130 did not have.
 */
@TargetClass(SslContext.class)
final class NettySslSubstitution {
  private NettySslSubstitution() {}

  @Substitute
  static SslContext newClientContextInternal(
      SslProvider provider,
      Provider sslContextProvider,
      X509Certificate[] trustedCertificates,
      TrustManagerFactory trustManagers,
      X509Certificate[] certificates,
      PrivateKey key,
      String keyPassword,
      KeyManagerFactory keyManagers,
      Iterable<String> ciphers,
      CipherSuiteFilter cipherFilter,
      ApplicationProtocolConfig applicationProtocols,
      String[] protocols,
      long sessionCacheSize,
      long sessionTimeout,
      boolean ofOpenSsl,
      boolean enableOcsp,
      SecureRandom random,
      String keyStoreType,
      String endpointIdentification,
      Map.Entry<SslContextOption<?>, Object>[] options)
      throws SSLException {
    if (provider != null && provider != SslProvider.JDK) {
      throw new IllegalArgumentException("this binary has no TLS provider but the JDK's");
    }
    Object context =
        new ClientContext(
            sslContextProvider,
            trustedCertificates,
            trustManagers,
            certificates,
            key,
            keyPassword,
            keyManagers,
            ciphers,
            cipherFilter,
            applicationProtocols,
            protocols,
            sessionCacheSize,
            sessionTimeout,
            random,
            keyStoreType,
            endpointIdentification,
            new Resumption());
    return (SslContext) context;
  }

  @TargetClass(className = "io.netty.handler.ssl.ResumptionController")
  static final class Resumption {
    @Alias
    Resumption() {}
  }

  @TargetClass(className = "io.netty.handler.ssl.JdkSslClientContext")
  static final class ClientContext {
    @Alias
    ClientContext(
        Provider sslContextProvider,
        X509Certificate[] trustedCertificates,
        TrustManagerFactory trustManagers,
        X509Certificate[] certificates,
        PrivateKey key,
        String keyPassword,
        KeyManagerFactory keyManagers,
        Iterable<String> ciphers,
        CipherSuiteFilter cipherFilter,
        ApplicationProtocolConfig applicationProtocols,
        String[] protocols,
        long sessionCacheSize,
        long sessionTimeout,
        SecureRandom random,
        String keyStoreType,
        String endpointIdentification,
        Resumption resumption)
        throws SSLException {}
  }
}
