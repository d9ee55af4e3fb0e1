/** The message model and the log of a room, whatever it is kept in. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.log;
