/**
 * The Redis that a server starts for itself where none is named.
 *
 * <p>{@link io.redfire.server.embedded.EmbeddedRedis} is the way in. A shell script between the
 * server and Redis, the watchdog, ends Redis when the server is gone, however it went.
 */
@NullMarked
package io.redfire.server.embedded;

import org.jspecify.annotations.NullMarked;
