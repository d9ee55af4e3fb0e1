package io.redfire.faults.run;

import io.redfire.faults.node.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How much a node holds.
 *
 * @param heap bytes, after a garbage collection
 * @param files open descriptors
 */
record Vitals(long heap, long files, long threads) {
  private static final long MEBIBYTE = 1 << 20;

  static Vitals of(NodeProcess node) throws IOException, InterruptedException {
    collectGarbage(node.handle().pid());
    URI page = node.metrics();
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
            .body();
    return new Vitals(
        value(text, "jvm_memory_used_bytes{area=\"heap\"}"),
        value(text, "process_open_fds"),
        value(text, "jvm_threads_current"));
  }

  private static void collectGarbage(long pid) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("jcmd cannot collect the garbage of process " + pid);
    }
  }

  private static long value(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + name + " among the metrics"));
  }

  /** The larger of each. */
  Vitals max(Vitals other) {
    return new Vitals(
        Math.max(heap, other.heap), Math.max(files, other.files), Math.max(threads, other.threads));
  }

  /** The most that is allowed to a node that held so much when it was warm. */
  Vitals bound() {
    return new Vitals(heap + heap / 2 + 16 * MEBIBYTE, files + 32, threads + 16);
  }

  boolean isWithin(Vitals bound) {
    return heap <= bound.heap && files <= bound.files && threads <= bound.threads;
  }

  @Override
  public String toString() {
    return heap / MEBIBYTE + " MiB of heap, " + files + " files, " + threads + " threads";
  }
}
