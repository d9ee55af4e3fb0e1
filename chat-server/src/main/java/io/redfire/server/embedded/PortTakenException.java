package io.redfire.server.embedded;

/** Says that another program listens where an embedded Redis was to listen. */
final class PortTakenException extends Exception {
  private static final long serialVersionUID = 1L;

  PortTakenException(int port) {
    super("port " + port + " of 127.0.0.1 is taken by another program");
  }
}
