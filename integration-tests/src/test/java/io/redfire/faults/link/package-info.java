/**
 * A network that fails on demand, between any two programs that speak TCP: a {@link
 * io.redfire.faults.link.FaultyLink} for each way, and what can go wrong with some of them.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.link;
