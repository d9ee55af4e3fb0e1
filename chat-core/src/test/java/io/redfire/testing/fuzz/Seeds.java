package io.redfire.testing.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The inputs that are kept for a target: the files in {@code CLASSInputs/METHOD} beside its class
 * in the test resources, and the empty one. JUnit makes and asks it.
 */
final class Seeds implements ArgumentsProvider {
  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    FuzzedMethod target =
        new FuzzedMethod(context.getRequiredTestClass(), context.getRequiredTestMethod());
    List<Arguments> seeds = new ArrayList<>();
    seeds.add(Arguments.of(Named.of("(empty)", new byte[0])));
    for (Path file : files(target)) {
      seeds.add(Arguments.of(Named.of(file.getFileName().toString(), read(file))));
    }
    return seeds.stream();
  }

  private static List<Path> files(FuzzedMethod target) {
    URL folder = target.type().getResource("/" + target.inputs());
    if (folder == null) {
      throw new IllegalStateException(
          target + " has no inputs (expected: some in src/test/resources/" + target.inputs() + ")");
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing inputs", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a folder of tests that is no folder", e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading an input", e);
    }
  }
}
