/** The index of what rooms hold, and how it is asked. */
@org.jspecify.annotations.NullMarked
package io.redfire.server.search;
