/**
 * What a room is and what someone is in it: values that the log, the members and the rules share.
 */
@org.jspecify.annotations.NullMarked
package io.redfire.core.room;
