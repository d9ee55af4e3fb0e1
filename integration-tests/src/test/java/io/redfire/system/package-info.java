/**
 * The whole system, with real Redis, real nodes and real channels: each promise of the design has a
 * test here that fails without it. Read {@link io.redfire.system.Nodes} (the world of one test),
 * {@link io.redfire.system.StreamProbe} (a client without any cleverness) and {@link
 * io.redfire.system.Replica} (what a reader may believe) first.
 */
@NullMarked
package io.redfire.system;

import org.jspecify.annotations.NullMarked;
