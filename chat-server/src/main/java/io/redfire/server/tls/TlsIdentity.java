package io.redfire.server.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the files held when they were read. Immutable.
 *
 * @param chain the server's certificate, and after it those between it and its authority
 * @param authorities whose certificates clients have to show; empty where they need none
 */
record TlsIdentity(X509Certificate[] chain, PrivateKey key, List<X509Certificate> authorities) {

  /** Whether the key is that of the first certificate. */
  boolean isPair() {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] any = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(any);
      byte[] signed = signature.sign();
      signature.initVerify(chain[0].getPublicKey());
      signature.update(any);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }

  /** The certificate in a few words. */
  String described() {
    return chain[0].getSubjectX500Principal()
        + ", valid until "
        + chain[0].getNotAfter().toInstant();
  }
}
