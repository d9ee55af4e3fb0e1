package io.redfire.core.redis.member;

import io.redfire.core.redis.log.Script;

/** The scripts of rooms with members that append nothing. */
final class MemberScripts {
  static final Script INBOX =
      Script.ofLog("forks.lua", "entry.lua", "/io/redfire/core/redis/member/inbox.lua");
  static final Script READ = Script.ofLog("forks.lua", "/io/redfire/core/redis/member/read.lua");
  static final Script MARKS = Script.ofLog("forks.lua", "/io/redfire/core/redis/member/marks.lua");
  static final Script PRESENCE = Script.of("/io/redfire/core/redis/member/presence.lua");
  static final Script INVITE = Script.of("/io/redfire/core/redis/member/invite.lua");
  static final Script TAKE = Script.of("/io/redfire/core/redis/member/take.lua");

  private MemberScripts() {}
}
