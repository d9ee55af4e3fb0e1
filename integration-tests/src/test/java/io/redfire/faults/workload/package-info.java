/** Clients that write and read many rooms at once, and say of themselves all that they see. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.workload;
