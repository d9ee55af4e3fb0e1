/** Who is in which room, what holds there, and how far each has read. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.member;
