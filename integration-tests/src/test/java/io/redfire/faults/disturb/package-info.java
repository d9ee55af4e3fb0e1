/** What goes wrong while messages flow, a class a fault, and the schedule that makes it happen. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.disturb;
