package io.redfire.core.member;

/**
 * What came of a wish to move a user's mark. Immutable.
 *
 * @param marks where the user's marks are now
 * @param moved whether one of them was elsewhere before
 */
public record MovedMarks(Marks marks, boolean moved) {}
