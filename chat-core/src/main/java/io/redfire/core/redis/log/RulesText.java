package io.redfire.core.redis.log;

import io.redfire.core.log.Words;
import io.redfire.core.room.RoomRules;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A room's rules as the fields of its hash, in the order in which {@code govern.lua} wants them.
 */
public final class RulesText {
  private RulesText() {}

  /** Field → value. */
  public static Map<String, String> fields(RoomRules rules) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kind", Words.of(rules.kind()));
    fields.put("title", rules.title());
    fields.put("topic", rules.topic());
    fields.put("archived", rules.archived() ? "1" : "0");
    fields.put("retain", Long.toString(rules.retain()));
    fields.put("slow_mode", Long.toString(rules.slowMode().toSeconds()));
    return fields;
  }
}
