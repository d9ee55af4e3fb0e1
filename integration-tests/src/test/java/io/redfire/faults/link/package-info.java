/** Connections that pass through this JVM, so that they can be made to fail. */
@org.jspecify.annotations.NullMarked
package io.redfire.faults.link;
