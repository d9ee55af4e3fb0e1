/** The Redis that the nodes of a run share, in each form, and what can go wrong with it. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.store;
