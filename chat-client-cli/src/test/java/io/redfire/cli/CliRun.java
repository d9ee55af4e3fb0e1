package io.redfire.cli;

import io.redfire.client.ChannelFactory;
import io.redfire.client.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The program as a shell would run it, with streams that a test looks at. */
final class CliRun {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private OutputStream stdout = out;
  private final List<String> err = Collections.synchronizedList(new ArrayList<>());
  private InputStream in = InputStream.nullInputStream();
  private boolean terminal;
  private Map<String, String> environment = Map.of();
  private PasswordPrompt prompt = PasswordPrompt.NOBODY;

  CliRun stdin(byte[] bytes) {
    in = new ByteArrayInputStream(bytes);
    return this;
  }

  CliRun stdin(InputStream stream) {
    in = stream;
    return this;
  }

  /** Where standard output goes instead. */
  CliRun stdout(OutputStream stream) {
    stdout = stream;
    return this;
  }

  CliRun terminal() {
    terminal = true;
    return this;
  }

  CliRun environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  /** Somebody types these at a terminal, where a password is asked for. */
  CliRun typing(String... passwords) {
    Iterator<String> typed = List.of(passwords).iterator();
    prompt = question -> Optional.of(typed.next());
    return this;
  }

  int run(String... args) {
    World world =
        new World(
            in,
            new Stdout(stdout, terminal),
            new Notes(err::add),
            ChannelFactory.plaintext(),
            false,
            false,
            environment,
            prompt);
    return RedfireCli.run(world, args);
  }

  int run(ScriptedServer server, String... args) {
    Stream<String> at = Stream.of("--server", server.address().toString());
    // Whose health is asked for is all the same.
    Stream<String> as = args[0].equals("ping") ? Stream.of() : Stream.of("--as", "alice");
    Stream<String> to = Stream.concat(at, as);
    String[] all =
        Stream.of(Stream.of(args[0]), to, Stream.of(args).skip(1))
            .flatMap(part -> part)
            .toArray(String[]::new);
    return run(all);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return out().lines().toList();
  }

  List<String> err() {
    return List.copyOf(err);
  }
}
