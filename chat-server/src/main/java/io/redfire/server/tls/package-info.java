/** TLS towards clients: the server's certificate, and whose certificates it takes. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.tls;
