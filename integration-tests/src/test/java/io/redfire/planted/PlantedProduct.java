package io.redfire.planted;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Those classes and scripts of the product that a bug changes, in a directory that stands before
 * the product itself on a class path.
 */
final class PlantedProduct {
  private PlantedProduct() {}

  /**
   * Makes them in an empty directory, which is returned.
   *
   * @throws IllegalStateException where a plant does not find its place, or is no Java
   */
  static Path make(List<SourceEdit> edits, Path directory) throws IOException {
    Map<Path, String> changed = new LinkedHashMap<>();
    for (SourceEdit edit : edits) {
      changed.put(edit.file(), edit.apply(changed.getOrDefault(edit.file(), edit.original())));
    }
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<Path, String> file : changed.entrySet()) {
      boolean isJava = file.getKey().startsWith("java");
      Path under = file.getKey().subpath(1, file.getKey().getNameCount());
      Path target = (isJava ? directory.resolve("sources") : classes).resolve(under);
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
      if (isJava) {
        sources.add(target);
      }
    }
    if (!sources.isEmpty()) {
      compile(sources, classes);
    }
    return classes;
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("no compiler in this Java (expected: a JDK)");
    }
    StringWriter told = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-d", classes.toString(), "-cp", Fork.classPath(), "-proc:none", "-nowarn");
      boolean compiled =
          compiler
              .getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the plant is no Java: " + told);
      }
    }
  }
}
