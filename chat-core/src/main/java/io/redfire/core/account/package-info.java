/** Accounts of people and bots, and their sessions. */
@org.jspecify.annotations.NullMarked
package io.redfire.core.account;
