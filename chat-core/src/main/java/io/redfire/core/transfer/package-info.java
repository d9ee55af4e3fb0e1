/** Whole rooms on their way from one store to another. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.transfer;
