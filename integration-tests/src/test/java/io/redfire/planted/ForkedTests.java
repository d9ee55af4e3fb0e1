package io.redfire.planted;

import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The main program of a {@link Fork}: runs the tests that it is told, and writes what they found.
 */
final class ForkedTests implements TestExecutionListener {
  private static final String TIMEOUT = "junit.jupiter.execution.timeout.testable.method.default";

  private final ConcurrentLinkedQueue<TestOutcome> outcomes = new ConcurrentLinkedQueue<>();

  private ForkedTests() {}

  /**
   * Runs tests.
   *
   * @param args the file for the outcomes, how long a test may take, and the tests
   */
  public static void main(String[] args) throws IOException {
    List<String> tests = List.of(args).subList(2, args.length);
    ForkedTests heard = new ForkedTests();
    LauncherFactory.create()
        .execute(
            request()
                .selectors(tests.stream().map(DiscoverySelectors::selectMethod).toList())
                .configurationParameter(TIMEOUT, args[1])
                .build(),
            heard);
    Files.write(Path.of(args[0]), heard.outcomes.stream().map(TestOutcome::line).toList());
    // Whatever a bug has left running.
    System.exit(0);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Optional<TestSource> source = test.getSource();
    Optional<Throwable> thrown = result.getThrowable();
    if (source.isPresent() && source.get() instanceof MethodSource method) {
      // Of a test with parameters only what is in its runs counts, and what keeps them from
      // running.
      if (test.isTest() || thrown.isPresent()) {
        outcomes.add(
            new TestOutcome(
                method.getClassName() + "#" + method.getMethodName(),
                thrown.map(ForkedTests::found).orElse(TestOutcome.What.GREEN),
                thrown.map(Throwable::toString).orElse("")));
      }
    } else {
      thrown.ifPresent(
          failure ->
              outcomes.add(
                  new TestOutcome(
                      test.getDisplayName(), TestOutcome.What.BROKEN, failure.toString())));
    }
  }

  private static TestOutcome.What found(Throwable thrown) {
    boolean caught =
        thrown instanceof AssertionError
            || thrown instanceof ConditionTimeoutException
            || thrown instanceof TimeoutException;
    return caught ? TestOutcome.What.CAUGHT : TestOutcome.What.BROKEN;
  }
}
