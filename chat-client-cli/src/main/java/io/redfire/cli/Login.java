package io.redfire.cli;

/**
 * Who is logged in at a server. Immutable; its text form does not show the token.
 *
 * @param user the name of the account
 * @param token what proves it
 * @param byTls whether it was made by TLS, so that the token never goes another way
 */
record Login(String user, String token, boolean byTls) {
  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
