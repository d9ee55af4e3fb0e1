package io.redfire.cli;

import io.redfire.client.ChannelFactory;
import java.io.InputStream;
import java.util.Map;

/**
 * What the program has around it: its streams and the way to a server. Tests give it another one.
 *
 * @param in standard input
 * @param out standard output
 * @param notes standard error
 * @param channels how servers are reached
 * @param interactive true where a person types at a terminal and reads on it
 * @param watched true where standard error is a terminal
 * @param environment the variables of the environment
 * @param prompt who is asked for passwords and codes
 */
record World(
    InputStream in,
    Stdout out,
    Notes notes,
    ChannelFactory channels,
    boolean interactive,
    boolean watched,
    Map<String, String> environment,
    PasswordPrompt prompt) {

  /** One with an empty environment and nobody to ask: whoever runs it is a guest. */
  World(
      InputStream in,
      Stdout out,
      Notes notes,
      ChannelFactory channels,
      boolean interactive,
      boolean watched) {
    this(in, out, notes, channels, interactive, watched, Map.of(), PasswordPrompt.NOBODY);
  }
}
