package io.redfire.cli;

import io.redfire.client.ServerAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The value of {@code --server}. Immutable.
 *
 * @param addresses one or more, in the order in which they are tried
 */
record Servers(List<ServerAddress> addresses) {

  /** Reads it from the command line. */
  static final class Reader implements ITypeConverter<Servers> {
    @Override
    public Servers convert(String given) {
      try {
        return new Servers(ServerAddress.parseList(given));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
