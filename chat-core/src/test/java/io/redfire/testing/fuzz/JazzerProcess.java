package io.redfire.testing.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of Jazzer over one target, in a process of its own: an input may end the process. What it
 * learns is kept in a folder, with which the next run begins; what breaks the target goes among the
 * inputs of the target, where every build runs it from then on.
 */
record JazzerProcess(FuzzedMethod target, FuzzPlan plan) {
  /** The classes whose branches tell Jazzer that an input is new. */
  private static final String GUIDING = "io.redfire.**:com.fasterxml.jackson.core.**";

  /** An input that takes longer is a finding; a busy machine makes the first one slow. */
  private static final int INPUT_SECONDS = 60;

  private static final Pattern STEP = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");
  private static final Pattern EXECUTED =
      Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
  private static final Pattern FINDING = Pattern.compile("Test unit written to (\\S+)");

  /** What came of it, in a line. */
  record Result(boolean failed, String line) {}

  Result run() throws IOException, InterruptedException {
    Path inputs = Files.createDirectories(plan.resources().resolve(target.inputs()));
    Path corpus = Files.createDirectories(plan.corpus().resolve(target.toString()));
    Path log = Files.createDirectories(plan.reports()).resolve(target + ".log");
    Process jazzer =
        new ProcessBuilder(command(corpus, inputs))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Thread end = new Thread(jazzer::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    int status = jazzer.waitFor();
    Runtime.getRuntime().removeShutdownHook(end);
    return result(status, Files.readString(log), log);
  }

  private List<String> command(Path corpus, Path inputs) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // What an input makes of memory is part of what is tested.
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + JazzerTarget.class.getName(),
        "--target_args=" + target.type().getName() + " " + target.method().getName(),
        "--instrumentation_includes=" + GUIDING,
        "--custom_hook_includes=" + GUIDING + ":com.google.**:com.typesafe.**",
        // An issuer's keys are fetched from where whoever runs the server said, and nowhere else.
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
        "--reproducer_path=" + plan.reports(),
        "-artifact_prefix=" + inputs + "/",
        "-max_total_time=" + plan.duration().toSeconds(),
        "-max_len=" + target.maxBytes(),
        "-timeout=" + INPUT_SECONDS,
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        corpus.toString(),
        inputs.toString());
  }

  private Result result(int status, String log, Path logFile) {
    String executed = last(EXECUTED, log, 1, "?");
    String edges = last(STEP, log, 1, "?");
    String features = last(STEP, log, 2, "?");
    String kept = last(STEP, log, 3, "?");
    String finding =
        status == 0 ? "no finding" : "FOUND " + last(FINDING, log, 1, "see " + logFile);
    return new Result(
        status != 0,
        target
            + ": "
            + executed
            + " executions, "
            + edges
            + " edges, "
            + features
            + " features, "
            + kept
            + " inputs; "
            + finding);
  }

  private static String last(Pattern pattern, String log, int group, String none) {
    String found = none;
    for (Matcher matcher = pattern.matcher(log); matcher.find(); ) {
      found = matcher.group(group);
    }
    return found;
  }
}
