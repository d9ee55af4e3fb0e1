/** Who calls, and who may do what: the one place that every path asks. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.right;
