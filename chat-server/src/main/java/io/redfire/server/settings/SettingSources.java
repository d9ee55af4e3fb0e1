package io.redfire.server.settings;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a setting comes from that no flag tells: an environment variable first, then the file. */
record SettingSources(Map<String, String> environment, SettingsFile file)
    implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.userObject() instanceof Setting setting
        ? value(setting).orElse(null)
        : null;
  }

  /** An empty variable counts as one that is not set. */
  private Optional<String> value(Setting setting) {
    return Optional.ofNullable(environment.get(setting.variable()))
        .filter(text -> !text.isEmpty())
        .or(() -> Optional.ofNullable(file.values().get(setting)));
  }

  /** How a message names the place of a setting that no flag tells. */
  String source(Setting setting) {
    String variable = environment.getOrDefault(setting.variable(), "");
    return variable.isEmpty() ? file.source(setting) : setting.variable();
  }

  /** True if the setting's present value stands in the file. */
  boolean isFromFile(Setting setting) {
    return environment.getOrDefault(setting.variable(), "").isEmpty()
        && file.values().containsKey(setting);
  }
}
