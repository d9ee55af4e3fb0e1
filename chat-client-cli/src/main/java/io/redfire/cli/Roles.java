package io.redfire.cli;

import io.redfire.chat.v1.Role;
import picocli.CommandLine.ITypeConverter;

/** Reads what a member is in a room. Any thread may use it. */
final class Roles implements ITypeConverter<Role> {
  @Override
  public Role convert(String given) {
    return Constants.of(Role.values(), "ROLE_", given);
  }
}
