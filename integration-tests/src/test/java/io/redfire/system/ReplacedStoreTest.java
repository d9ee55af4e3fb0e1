package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.Room;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that Redis holds is lost, or becomes what it was before, or what another Redis holds. */
class ReplacedStoreTest {
  private static final String ROOM = "room";
  private static final int KEPT = 20;
  private static final int ALL = 30;

  @Test
  void afterAFlushAuthorsBringBackWhatTheyHold() {
    try (OwnRedis own = TestRedis.own();
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe near = node.connect("near", fromStart(ROOM));
          StreamProbe far = nodes.start().connect("far", fromStart(ROOM))) {
        sayUpTo(messages, near, ALL);
        messages.awaitAt(near, far);
        nodes.redis().flushAll();
        bringBack(messages, 0, near, far);
        messages.assertAre(node.log(ROOM));
        assertThat(node.calls().listRooms(ListRoomsRequest.getDefaultInstance()).getRoomsList())
            .extracting(Room::getName)
            .containsExactly(ROOM);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"appendonly yes", "appendonly no"})
  void afterAnOldBackupAuthorsBringBackWhatItLacks(String persistence, @TempDir Path backup)
      throws IOException {
    try (OwnRedis own = TestRedis.own(persistence);
        Nodes nodes = Nodes.on(own)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe near = node.connect("near", fromStart(ROOM));
          StreamProbe far = nodes.start().connect("far", fromStart(ROOM))) {
        sayUpTo(messages, near, KEPT);
        try (Watch watch = new Watch(own)) {
          watch.redis().save();
        }
        copy(own.server().directory(), backup);
        sayUpTo(messages, near, ALL);
        messages.awaitAt(near, far);
        own.kill9();
        copy(backup, own.server().directory());
        own.restart();
        bringBack(messages, KEPT, near, far);
        messages.assertAre(node.log(ROOM));
      }
    }
  }

  @Test
  void aFormerPrimaryThatTakesOverTheDataOfTheNewOneTellsWhatItTookBack() {
    try (OwnRedis own = TestRedis.own("repl-diskless-sync-delay 0");
        OwnRedis successor = TestRedis.own("repl-diskless-sync-delay 0");
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own);
        Watch successorWatch = new Watch(successor)) {
      TestNode node = nodes.start();
      Outgoing messages = new Outgoing(ROOM);
      try (StreamProbe near = node.connect("near", fromStart(ROOM));
          StreamProbe far = nodes.start().connect("far", fromStart(ROOM))) {
        sayUpTo(messages, near, KEPT);
        replicate(own, successorWatch);
        Waiting.patiently().until(() -> successorWatch.redis().llen(nodes.key(ROOM)) == KEPT);
        successorWatch.redis().replicaofNoOne();
        sayUpTo(messages, near, ALL);
        messages.awaitAt(near, far);
        replicate(successor, watch);
        for (StreamProbe reader : List.of(near, far)) {
          assertThat(rewound(reader)).isEqualTo(KEPT);
        }
        watch.redis().replicaofNoOne();
        bringBack(messages, KEPT, near, far);
        messages.assertAre(node.log(ROOM));
      }
    }
  }

  private static void replicate(OwnRedis primary, Watch replica) {
    int port = Integer.parseInt(primary.address().toString().replaceAll(".*:(\\d+).*", "$1"));
    replica.redis().replicaof("127.0.0.1", port);
  }

  private static void sayUpTo(Outgoing messages, StreamProbe author, int count) {
    while (messages.size() < count) {
      var unused = messages.sayNext(author);
    }
  }

  /** The readers hear once how much is left; the author sends all again, and all hold it once. */
  private static void bringBack(
      Outgoing messages, int kept, StreamProbe author, StreamProbe other) {
    for (StreamProbe reader : List.of(author, other)) {
      assertThat(rewound(reader)).isEqualTo(kept);
    }
    for (int n = 1; n <= messages.size(); n++) {
      Accepted accepted = messages.say(author, n);
      assertThat(accepted.getSeq()).isEqualTo(n);
      assertThat(accepted.getDuplicate()).isEqualTo(n <= kept);
    }
    messages.awaitAt(author, other);
    for (StreamProbe reader : List.of(author, other)) {
      assertThat(Replica.of(ROOM, reader.heard()).rewinds()).isEqualTo(1);
    }
  }

  private static long rewound(StreamProbe reader) {
    return reader.heard().await("the rewind", Event::hasRoomRewound).getRoomRewound().getForkSeq();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(to)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
