package io.redfire.server.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether it is new enough, and which published holes it has. */
final class VersionCheck implements Check {
  private static final Version LEAST = new Version(7, 0, 0);

  @Override
  public String about() {
    return "version";
  }

  @Override
  public List<Finding> look(RedisServer server) {
    Program program = program(server);
    if (program.version().isEmpty()) {
      return List.of(
          Finding.note(about(), program.name() + " " + program.told(), "not a version I know of"));
    }
    return judge(program, program.version().get());
  }

  private List<Finding> judge(Program program, Version version) {
    String found = program.name() + " " + version;
    if (version.compareTo(LEAST) < 0) {
      return List.of(
          Finding.problem(
              about(),
              found,
              "install Redis " + LEAST + " or newer",
              "Redfire's scripts need what came with it"));
    }
    List<KnownHole> holes = program.holes().stream().filter(hole -> hole.isIn(version)).toList();
    List<Finding> findings = new ArrayList<>();
    if (holes.isEmpty()) {
      findings.add(Finding.ok(about(), found + ", no hole published by " + KnownHole.KNOWN_UNTIL));
    } else {
      findings.add(unsafe(found, version, holes));
    }
    return findings;
  }

  private Finding unsafe(String found, Version version, List<KnownHole> holes) {
    Optional<Version> enough =
        holes.stream().allMatch(hole -> hole.mendedIn(version).isPresent())
            ? holes.stream()
                .flatMap(hole -> hole.mendedIn(version).stream())
                .max(Comparator.naturalOrder())
            : Optional.empty();
    String names = holes.stream().map(KnownHole::name).collect(Collectors.joining(", "));
    String harm = holes.stream().map(KnownHole::harm).distinct().collect(Collectors.joining("; "));
    return Finding.warning(
        about(),
        found + " has " + names,
        enough
                .map(fix -> "install " + fix + " or newer")
                .orElse("install a newer line, this one is not mended any more")
            + ", or make sure that your distribution's package has the fixes",
        harm);
  }

  /** HELLO tells it to everyone; INFO may be withheld. */
  private static Program program(RedisServer server) {
    Map<String, String> hello = Answers.pairs(server.ask("HELLO"));
    String name = hello.getOrDefault("server", "redis");
    String told = hello.getOrDefault("version", "");
    try {
      // Valkey can be told to pass for Redis in HELLO, but not in INFO.
      Map<String, String> info = server.info();
      if (info.containsKey("valkey_version")) {
        name = "valkey";
        told = info.getOrDefault("valkey_version", told);
      }
    } catch (WithheldException denied) {
      return new Program(name, told);
    }
    return new Program(name, told);
  }

  /** What runs there. */
  private record Program(String server, String told) {
    Optional<Version> version() {
      return Version.parse(told);
    }

    String name() {
      return switch (server) {
        case "redis" -> "Redis";
        case "valkey" -> "Valkey";
        default -> server;
      };
    }

    List<KnownHole> holes() {
      return switch (server) {
        case "redis" -> KnownHole.REDIS;
        case "valkey" -> KnownHole.VALKEY;
        default -> List.of();
      };
    }
  }
}
