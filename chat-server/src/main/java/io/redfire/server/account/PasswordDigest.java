package io.redfire.server.account;

/** The slow function that makes a digest of a password. */
interface PasswordDigest {
  /**
   * Makes the digest on the calling thread, which takes long on purpose.
   *
   * @param length of the digest, in bytes
   */
  byte[] digest(Password password, PasswordHash.Cost cost, byte[] salt, int length);
}
