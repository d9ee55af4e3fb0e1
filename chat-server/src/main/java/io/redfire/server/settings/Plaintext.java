package io.redfire.server.settings;

/** Whether clients may be served without TLS where other machines can connect. */
enum Plaintext {
  REFUSE,
  ALLOW
}
