package io.redfire.core.account;

/** An account, and the session of it that was shown to be somebody's. */
public record Identity(Account account, AccountSession session) {}
