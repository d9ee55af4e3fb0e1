package io.redfire.cli;

import io.redfire.client.ChatClientBuilder;
import io.redfire.client.ChatQueries;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command about one room, and the clients for it. For one command. */
final class CommonOptions {
  @Mixin private CallerOptions caller;

  @Option(
      names = "--room",
      paramLabel = "ROOM",
      converter = RoomNames.class,
      defaultValue = "${env:REDFIRE_ROOM:-chat}",
      description = "The room. Also from REDFIRE_ROOM. Default: chat.")
  private String room;

  String room() {
    return room;
  }

  CallerOptions caller() {
    return caller;
  }

  ChatClientBuilder client(World world, Reachability reachability) {
    return caller.client(world, reachability);
  }

  ChatQueries queries(World world) {
    return caller.queries(world);
  }
}
