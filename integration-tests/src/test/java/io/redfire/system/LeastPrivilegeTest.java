package io.redfire.system;

import static io.redfire.system.Wishes.fromStart;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import io.redfire.chat.v1.AttachmentRef;
import io.redfire.chat.v1.Event;
import io.redfire.chat.v1.GetRoomRequest;
import io.redfire.chat.v1.ListRoomsRequest;
import io.redfire.chat.v1.MessageEdit;
import io.redfire.chat.v1.MessageErasure;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.TypingSign;
import io.redfire.core.rate.Rate;
import io.redfire.core.redis.RedisAcl;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.server.NodeSettings;
import io.redfire.server.limit.LimitSettings;
import io.redfire.testing.ClusterRedis;
import io.redfire.testing.OwnRedis;
import io.redfire.testing.RedisServer;
import io.redfire.testing.TestRedis;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * A node whose user in Redis has the rights that {@code redis-acl} prints and no more. What Redis
 * denied to it stands in Redis' own log: a command that a node gives and {@code RedisNeed} does not
 * name is found here.
 */
class LeastPrivilegeTest {
  private static final String ROOM = "room";
  private static final String PREFIX = "least:";

  @Test
  void aNodeWithTheseRightsDoesAllThatANodeDoes() {
    RedisAcl acl = acl(new RedisAddress.Tcp("127.0.0.1", 1, false), 2);
    try (OwnRedis own = TestRedis.own(userLine(acl));
        TestNode node = start(address(own.address().place(), 2), 3)) {
      try (StreamProbe stream = node.connect("alice", fromStart(ROOM))) {
        useAll(node, stream);
        push(own.server(), PREFIX + ROOM, "from redis-cli");
        Waiting.patiently().until(() -> stream.heard().texts(ROOM).contains("from redis-cli"));
        assertNothingDenied(own.server());

        own.restart();
        long seq = stream.say(ROOM, "after the restart").getSeq();
        stream.heard().awaitSeq(ROOM, seq);
        assertNothingDenied(own.server());
      }
    }
  }

  @Test
  void aNodeWithTheseRightsDoesSoOnAClusterWhoseSlotsMove() {
    RedisAcl acl =
        acl(new RedisAddress.Cluster(List.of(new RedisAddress.Tcp("127.0.0.1", 1, false))), 0);
    try (ClusterRedis cluster = ClusterRedis.start(userLine(acl));
        TestNode node =
            start(
                address(
                    new RedisAddress.Cluster(
                        cluster.seeds().stream()
                            .map(at -> new RedisAddress.Tcp(at.getHost(), at.getPort(), false))
                            .toList()),
                    0),
                0)) {
      try (StreamProbe stream = node.connect("alice", fromStart(ROOM))) {
        useAll(node, stream);
        int slot = ClusterRedis.slotOf(PREFIX + ROOM);
        RedisServer owner = cluster.ownerOf(slot);
        RedisServer other =
            cluster.primaries().stream().filter(each -> !each.equals(owner)).findFirst().get();
        cluster.migrate(slot, other);
        long seq = stream.say(ROOM, "after the move").getSeq();
        stream.heard().awaitSeq(ROOM, seq);
        cluster.servers().forEach(LeastPrivilegeTest::assertNothingDenied);
      }
    }
  }

  /** Every kind of thing that a client can ask for. */
  private static void useAll(TestNode node, StreamProbe stream) {
    for (int i = 0; i < 8; i++) {
      var unused = stream.say(ROOM, "message " + i);
    }
    long kept = stream.say(ROOM, "kept").getSeq();
    answered(
        stream,
        frame ->
            frame.setEdit(MessageEdit.newBuilder().setRoom(ROOM).setSeq(kept).setText("better")));
    answered(
        stream, frame -> frame.setErase(MessageErasure.newBuilder().setRoom(ROOM).setSeq(kept)));
    answered(
        stream,
        frame ->
            frame.setSend(
                OutgoingMessage.newBuilder()
                    .setRoom(ROOM)
                    .setText("for replicas")
                    .setAck(
                        AckTarget.newBuilder()
                            .setLevel(AckLevel.ACK_LEVEL_REPLICATED)
                            .setReplicas(1))));
    Uploading files = new Uploading(node.channel(), "alice");
    String hash = files.upload(ROOM, new byte[300_000]).getSha256();
    assertThat(files.download(ROOM, hash, 299_999, 1)).hasSize(1);
    answered(
        stream,
        frame ->
            frame.setSend(
                OutgoingMessage.newBuilder()
                    .setRoom(ROOM)
                    .addAttachments(AttachmentRef.newBuilder().setSha256(hash))));
    long last = node.send("bob", ROOM, "last").getSeq();
    stream.heard().awaitSeq(ROOM, last);
    assertThat(node.log(ROOM)).isNotEmpty();
    assertThat(
            node.calls()
                .getRoom(GetRoomRequest.newBuilder().setRoom(ROOM).build())
                .getRoom()
                .getBounds()
                .getLastSeq())
        .isEqualTo(last);
    Waiting.patiently()
        .until(
            () ->
                node.calls().listRooms(ListRoomsRequest.getDefaultInstance()).getRoomsCount() == 1);
    try (StreamProbe late = node.connect("late", Wishes.after(ROOM, last - 1))) {
      late.heard().awaitSeq(ROOM, last);
      var unused = stream.ask(frame -> frame.setTyping(TypingSign.newBuilder().setRoom(ROOM)));
      var heard = late.heard().await("typing", Event::hasTyping);
      assertThat(heard.getTyping().getUser()).isEqualTo("alice");
    }
    PeopleCalls.makeAll(node);
  }

  private static void answered(
      StreamProbe stream, UnaryOperator<io.redfire.chat.v1.ConnectRequest.Builder> frame) {
    Event answer = stream.answer(stream.ask(frame));
    assertThat(answer.hasAccepted()).as("%s", answer).isTrue();
  }

  private static TestNode start(RedisAddress address, long retain) {
    Duration patience = Duration.ofSeconds(10);
    // Each limit is counted, and none is reached.
    Optional<Rate> rate = Optional.of(new Rate(1000, Duration.ofSeconds(1)));
    LimitSettings limits =
        LimitSettings.with()
            .connectionsPerAddress(1000)
            .streamsPerUser(1000)
            .roomsPerUser(1000)
            .sendsPerUser(rate)
            .sendsPerRoom(rate)
            .logInsPerAccount(rate)
            .logInsPerAddress(rate)
            .registrationsPerAddress(rate)
            .roomCreationsPerUser(rate)
            .historyPerUser(rate)
            .searchesPerUser(rate)
            .done();
    return TestNode.start(
        InetAddress.getLoopbackAddress(),
        new RedisConnections(address, patience, patience),
        new RedisKeys(PREFIX),
        NodeSettings.OPEN.retaining(retain).within(limits));
  }

  private static RedisAcl acl(RedisAddress.Place place, int database) {
    return new RedisAcl(address(place, database), PREFIX);
  }

  private static RedisAddress address(RedisAddress.Place place, int database) {
    return new RedisAddress(place, Optional.of("chat"), Optional.of("hush"), database);
  }

  /** As a file of settings has it, so that a restart does not lose the user. */
  private static String userLine(RedisAcl acl) {
    return acl.command().replace("ACL SETUSER chat reset", "user chat");
  }

  private static void push(RedisServer server, String key, String text) {
    try (Jedis jedis = server.connect()) {
      jedis.select(2);
      jedis.rpush(key, text);
      jedis.publish(key, text);
    }
  }

  private static void assertNothingDenied(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      assertThat(jedis.aclLog())
          .extracting(denied -> denied.getReason() + " " + denied.getObject())
          .isEmpty();
    }
  }
}
