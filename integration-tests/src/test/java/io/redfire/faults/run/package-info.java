/** Whole runs: nodes, clients and faults from one seed, and what is found in the end. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.run;
