/** Cheap streams of the contract for a load tool: no healing, frames read in place, few threads. */
@NullMarked
package io.redfire.bench.stream;

import org.jspecify.annotations.NullMarked;
