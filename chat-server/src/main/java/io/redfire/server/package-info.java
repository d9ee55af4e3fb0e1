/** The program: puts a node together, starts it and stops it. */
@org.jspecify.annotations.NullMarked
package io.redfire.server;
