/** How long pages of a room's history take, by where in the room they are. */
@NullMarked
package io.redfire.bench.history;

import org.jspecify.annotations.NullMarked;
