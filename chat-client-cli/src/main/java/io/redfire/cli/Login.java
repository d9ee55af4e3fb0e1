package io.redfire.cli;

/**
 * Who is logged in at a server. Immutable; its text form does not show the token.
 *
 * @param user the name of the account
 * @param token what proves it
 */
record Login(String user, String token) {
  @Override
  public String toString() {
    return "Login[" + user + "]";
  }
}
