package io.redfire.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.core.redis.RedisAddress;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.TestRedis;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What {@code REPLICATED} says of a message is true of it, and not of some other one. */
class ReplicatedTest {
  private static final String ROOM = "room";

  @Test
  void aFrozenReplicaIsNotCountedThoughItIsStillConnected() throws Exception {
    try (OwnRedis own = TestRedis.own();
        OwnRedis replica = TestRedis.own("replicaof 127.0.0.1 " + port(own));
        Nodes nodes = Nodes.on(own);
        StreamProbe alice = nodes.start().connect("alice")) {
      awaitReplicated(alice);
      String frozen = processOf(replica);
      signal("-STOP", frozen);
      try {
        Accepted alone = sayReplicated(alice);
        assertThat(nodes.redis().info("replication")).contains("connected_slaves:1");
        assertThat(alone.getLevel()).isEqualTo(AckLevel.ACK_LEVEL_ON_DISK);
        assertThat(alone.getReplicas()).isZero();
      } finally {
        signal("-CONT", frozen);
      }
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

  private static int port(OwnRedis redis) {
    return ((RedisAddress.Tcp) redis.address().place()).port();
  }

  private static String processOf(OwnRedis redis) {
    try (Jedis asking = new Jedis("127.0.0.1", port(redis))) {
      return asking
          .info("server")
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow();
    }
  }

  private static void signal(String signal, String process)
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", signal, process).start().waitFor()).isZero();
  }
}
