package io.redfire.testing.fuzz;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A method with {@link FuzzTarget}. Immutable. */
record FuzzedMethod(Class<?> type, Method method) {
  private static final String CLASS_FILE = "FuzzTest.class";

  /** All in this folder of classes, in the order of their names. */
  static List<FuzzedMethod> in(Path classes) throws IOException, ClassNotFoundException {
    List<FuzzedMethod> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file :
          files.filter(each -> each.toString().endsWith(CLASS_FILE)).sorted().toList()) {
        String path = classes.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length());
        found.addAll(of(Class.forName(name.replace(file.getFileSystem().getSeparator(), "."))));
      }
    }
    return found;
  }

  private static List<FuzzedMethod> of(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(FuzzTarget.class))
        .map(method -> new FuzzedMethod(type, method))
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  /** Where its inputs are kept, under the test resources. */
  String inputs() {
    return type.getName().replace('.', '/') + "Inputs/" + method.getName();
  }

  int maxBytes() {
    return method.getAnnotation(FuzzTarget.class).maxBytes();
  }

  @Override
  public String toString() {
    return type.getSimpleName() + "." + method.getName();
  }
}
