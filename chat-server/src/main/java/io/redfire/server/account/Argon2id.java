package io.redfire.server.account;

import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** The function argon2id, version 19, as RFC 9106 defines it. */
final class Argon2id implements PasswordDigest {
  @Override
  public byte[] digest(Password password, PasswordHash.Cost cost, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.kibibytes())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    byte[] bytes = password.bytes();
    byte[] digest = new byte[length];
    try {
      generator.generateBytes(bytes, digest);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return digest;
  }
}
