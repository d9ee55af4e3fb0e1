package io.redfire.server.doctor;

import io.redfire.core.redis.RedisNeed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether this user may do all that Redfire does.
 *
 * <p>Asks Redis itself, from within a script: {@code ACL DRYRUN} would need rights that a user for
 * Redfire should not have.
 */
final class PermissionCheck implements Check {
  private static final String SCRIPT =
      """
      if not redis.acl_check_cmd then return {0} end
      local denied, at, number = {}, 1, 1
      while at <= #ARGV do
        local words = tonumber(ARGV[at])
        local known, may = pcall(redis.acl_check_cmd, unpack(ARGV, at + 1, at + words))
        if not (known and may) then denied[#denied + 1] = number end
        at, number = at + words + 1, number + 1
      end
      return denied
      """;
  private static final String RULE =
      "~%1$s* ~{%1$s*}:* &%1$s* &{%1$s*}:signals +@all -@dangerous +config|get";

  private final String prefix;

  PermissionCheck(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public String about() {
    return "permissions";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    List<RedisNeed> needs = RedisNeed.all(server.address(), prefix);
    List<String> words = new ArrayList<>(List.of(SCRIPT, "0"));
    for (RedisNeed need : needs) {
      words.add(Integer.toString(need.words().size()));
      words.addAll(need.words());
    }
    List<?> answer;
    try {
      answer = Answers.list(server.ask("EVAL", words.toArray(new String[0])));
    } catch (WithheldException denied) {
      return List.of(missing("EVAL"));
    }
    if (answer.contains(0L)) {
      throw new WithheldException("redis.acl_check_cmd", new IllegalStateException());
    }
    List<RedisNeed> denied =
        answer.stream().map(number -> needs.get(Math.toIntExact((Long) number) - 1)).toList();
    return judge(denied);
  }

  private List<Finding> judge(List<RedisNeed> denied) {
    List<Finding> findings = new ArrayList<>();
    Set<String> missing = commands(denied, "");
    if (!missing.isEmpty()) {
      findings.add(missing(String.join(", ", missing)));
    }
    denied.stream()
        .map(RedisNeed::without)
        .filter(without -> !without.isEmpty())
        .distinct()
        .forEach(
            without -> {
              Set<String> others = commands(denied, without);
              // What nothing works without was told already.
              others.removeAll(missing);
              if (!others.isEmpty()) {
                findings.add(
                    Finding.note(
                        about(), "this user may not do " + String.join(", ", others), without));
              }
            });
    return findings.isEmpty()
        ? List.of(Finding.ok(about(), "this user may do all that Redfire needs"))
        : findings;
  }

  private static Set<String> commands(List<RedisNeed> denied, String without) {
    return denied.stream()
        .filter(need -> need.without().equals(without))
        .map(RedisNeed::shown)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Finding missing(String commands) {
    return Finding.problem(
        about(),
        "this user may not do " + commands + " on Redfire's keys and channels",
        "ACL SETUSER NAME " + RULE.formatted(prefix),
        "messages cannot be stored or heard");
  }
}
