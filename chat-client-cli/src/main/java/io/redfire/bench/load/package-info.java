/** The load on a server: rooms, members and senders, and what they see. */
@NullMarked
package io.redfire.bench.load;

import org.jspecify.annotations.NullMarked;
