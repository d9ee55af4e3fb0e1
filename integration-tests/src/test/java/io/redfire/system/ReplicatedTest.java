package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import org.junit.jupiter.api.Test;

/** What {@code REPLICATED} says of a message is true of it, and not of some other one. */
class ReplicatedTest {
  private static final String ROOM = "room";

  @Test
  void aFrozenReplicaIsNotCountedThoughItIsStillConnected() {
    try (OwnRedis own = TestRedis.own();
        OwnRedis replica = TestRedis.own("replicaof 127.0.0.1 " + own.server().port());
        Nodes nodes = Nodes.on(own);
        Watch watch = new Watch(own);
        StreamProbe alice = nodes.start().connect("alice")) {
      awaitReplicated(alice);
      // The replica has acknowledged all that was written so far, so what is asked of it from here
      // on is about the next message alone.
      watch.redis().set("settled", "");
      Waiting.patiently().until(() -> watch.redis().waitReplicas(1, 1000) == 1);
      replica.server().pause();
      Accepted alone = sayReplicated(alice);
      assertThat(nodes.redis().info("replication")).contains("connected_slaves:1");
      assertThat(alone.getLevel()).isEqualTo(AckLevel.ACK_LEVEL_ON_DISK);
      assertThat(alone.getReplicas()).isZero();
      replica.server().resume();
      awaitReplicated(alice);
    }
  }

  private static void awaitReplicated(StreamProbe alice) {
    Waiting.patiently()
        .until(
            () -> {
              Accepted accepted = sayReplicated(alice);
              return accepted.getLevel() == AckLevel.ACK_LEVEL_REPLICATED
                  && accepted.getReplicas() == 1;
            });
  }

  private static Accepted sayReplicated(StreamProbe stream) {
    AckTarget target =
        AckTarget.newBuilder().setLevel(AckLevel.ACK_LEVEL_REPLICATED).setReplicas(1).build();
    long request =
        stream.ask(
            frame ->
                frame.setSend(
                    OutgoingMessage.newBuilder().setRoom(ROOM).setText("safe").setAck(target)));
    return stream.answer(request).getAccepted();
  }
}
