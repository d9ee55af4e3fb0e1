package io.redfire.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a process of a test runs and listens: this machine's loopback, or a host of a {@link
 * Partition}.
 *
 * @param address its address, as a number
 * @param prefix what stands before a command that is to run there
 */
public record Host(String address, List<String> prefix) {
  /** The loopback of this machine. */
  static final Host LOOPBACK = new Host("127.0.0.1", List.of());

  /** The command that runs the given one on this host, in the process that it is started as. */
  public List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return List.copyOf(whole);
  }
}
