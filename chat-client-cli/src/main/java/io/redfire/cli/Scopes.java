package io.redfire.cli;

import io.redfire.chat.v1.Scope;
import picocli.CommandLine.ITypeConverter;

/** Reads what a token is good for. Any thread may use it. */
final class Scopes implements ITypeConverter<Scope> {
  @Override
  public Scope convert(String given) {
    return Constants.of(Scope.values(), "SCOPE_", given);
  }
}
