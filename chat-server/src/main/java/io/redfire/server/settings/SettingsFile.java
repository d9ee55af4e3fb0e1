package io.redfire.server.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What the file named by {@code --config} tells; HOCON, JSON or Java properties by its name's end.
 *
 * @param path the file; empty for no file at all
 * @param values what it holds
 */
record SettingsFile(String path, Map<Setting, String> values) {
  static final SettingsFile NONE = new SettingsFile("", Map.of());

  /**
   * Reads the file. Messages never show a line of it, which may hold a password.
   *
   * @param source where the file was named
   * @param nearest gives the known flags that are most like an unknown one
   */
  static SettingsFile read(String source, String path, UnaryOperator<String> nearest) {
    if (!Files.isRegularFile(Path.of(path)) || !Files.isReadable(Path.of(path))) {
      throw new InvalidSettingException(
          source, Shown.quoted(path) + " is not a file that can be read");
    }
    try {
      Config config =
          ConfigFactory.parseFile(
                  Path.of(path).toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
              .resolve();
      Map<Setting, String> values = new EnumMap<>(Setting.class);
      config.root().forEach((key, value) -> put(path, key, value, values, nearest));
      return new SettingsFile(path, values);
    } catch (ConfigException e) {
      int line = e.origin() == null ? -1 : e.origin().lineNumber();
      throw new InvalidSettingException(
          line > 0 ? path + ":" + line : path,
          "cannot be understood (expected: lines such as listen = \"127.0.0.1:7400\", the value in"
              + " double quotes)");
    }
  }

  private static void put(
      String path,
      String key,
      ConfigValue value,
      Map<Setting, String> values,
      UnaryOperator<String> nearest) {
    Setting setting =
        Setting.ofKey(key)
            .filter(known -> known != Setting.CONFIG)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        path + ":" + value.origin().lineNumber(),
                        Shown.quoted(key)
                            + " is not a setting (expected: "
                            + nearest.apply(key)
                            + ")"));
    switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> values.put(setting, String.valueOf(value.unwrapped()));
      case NULL -> values.remove(setting);
      default ->
          throw new InvalidSettingException(
              path + ":" + value.origin().lineNumber(),
              "'" + key + "' holds more than one value (expected: one " + setting.label() + ")");
    }
  }

  /** How a message names the place of a setting. */
  String source(Setting setting) {
    return path + ": " + setting.key();
  }
}
