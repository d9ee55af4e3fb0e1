/**
 * The engine of {@code redfire bench}: loads a server over the plain contract and says what it saw.
 *
 * <p>It knows nothing of the client that heals its connections: here a broken stream is an error
 * that is counted. It prints nothing and reads no options.
 */
@NullMarked
package io.redfire.bench;

import org.jspecify.annotations.NullMarked;
