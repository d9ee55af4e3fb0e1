/** Many clients that only listen: what they cost a server, and whether all of them still hear. */
@NullMarked
package io.redfire.bench.idle;

import org.jspecify.annotations.NullMarked;
