package io.redfire.server.right;

import io.redfire.core.account.Scope;

/** What someone may or may not do in a room. */
public enum Action {
  /** Reads entries, follows, asks for bounds and rules. */
  READ(Scope.READ),
  /** Sees who is in it. */
  LIST_MEMBERS(Scope.READ),
  /** Tells how far it was read, or delivered. */
  MARK_READ(Scope.WRITE),
  /** Sees how far others have read, and what was delivered to them. */
  SEE_RECEIPTS(Scope.READ),
  /** Sends, and reacts to messages. */
  WRITE(Scope.WRITE),
  /** Edits or erases a message of one's own. */
  CHANGE_OWN(Scope.WRITE),
  /** Pins messages, and ends that. */
  PIN(Scope.WRITE),
  /** Erases a message of somebody else, or takes a command of theirs away. */
  ERASE_ANY(Scope.WRITE),
  /** Registers a command that it answers, and takes it away. */
  OWN_COMMAND(Scope.WRITE),
  /** Makes, sees and deletes webhooks. */
  KEEP_HOOKS(Scope.ROOMS),
  /** Gives a room that nobody created rules and an owner. */
  CREATE(Scope.ROOMS),
  /** Becomes a member, without a code. */
  JOIN(Scope.ROOMS),
  /** Becomes a member by a code. */
  JOIN_BY_CODE(Scope.ROOMS),
  /** Is a member, or invited, no more. */
  LEAVE(Scope.ROOMS),
  /** Invites a user. */
  INVITE(Scope.ROOMS),
  /** Makes a code for whoever has it. */
  MAKE_INVITE(Scope.ROOMS),
  /** Changes title and topic. */
  DESCRIBE(Scope.ROOMS),
  /** Changes kind, archive, retention and slow mode. */
  SET_RULES(Scope.ROOMS),
  /** Gives members other roles. */
  SET_ROLE(Scope.ROOMS),
  /** Kicks, bans and mutes those with a lower role. */
  MODERATE(Scope.ROOMS);

  private final Scope scope;

  Action(Scope scope) {
    this.scope = scope;
  }

  /** What a token must be good for. */
  public Scope scope() {
    return scope;
  }
}
