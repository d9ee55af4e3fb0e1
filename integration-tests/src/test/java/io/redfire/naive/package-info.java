/** A server as one would write it first, to measure the product against. */
@NullMarked
package io.redfire.naive;

import org.jspecify.annotations.NullMarked;
