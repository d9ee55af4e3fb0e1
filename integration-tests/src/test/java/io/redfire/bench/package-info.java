/** The benches of a server against a real one. */
@NullMarked
package io.redfire.bench;

import org.jspecify.annotations.NullMarked;
