/** The doorbell of a room: what was appended is told to every node, and a ring may be lost. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.bus;
