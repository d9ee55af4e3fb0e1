/** Nodes as their users run them: a JVM each, that is killed, frozen, drained and started again. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.node;
