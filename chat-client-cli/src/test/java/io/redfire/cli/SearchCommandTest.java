package io.redfire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.Message;
import io.redfire.chat.v1.RoomIndexing;
import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import io.redfire.chat.v1.SearchServiceGrpc;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SearchCommandTest {
  private final List<SearchMessagesRequest> asked = Collections.synchronizedList(new ArrayList<>());
  private final CliRun run = new CliRun();
  private volatile boolean complete = true;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server = NettyServerBuilder.forPort(0).addService(new Search()).build().start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  /** Has 250 messages, from the newest on. */
  private final class Search extends SearchServiceGrpc.SearchServiceImplBase {
    @Override
    public void searchMessages(
        SearchMessagesRequest request, StreamObserver<SearchMessagesResponse> response) {
      asked.add(request);
      int newest =
          request.getPageToken().isEmpty() ? 250 : Integer.parseInt(request.getPageToken());
      SearchMessagesResponse.Builder page =
          SearchMessagesResponse.newBuilder().setComplete(complete);
      int seq = newest;
      for (; seq > 0 && seq > newest - request.getPageSize(); seq--) {
        page.addHits(SearchHit.newBuilder().setEntry(entry(seq)));
      }
      if (seq > 0) {
        page.setNextPageToken(String.valueOf(seq));
      }
      if (!complete) {
        page.addIndexing(RoomIndexing.newBuilder().setRoom("den").setIndexedSeq(7).setLastSeq(250));
      }
      response.onNext(page.build());
      response.onCompleted();
    }
  }

  private static Entry entry(int seq) {
    return Entry.newBuilder()
        .setRoom("den")
        .setSeq(seq)
        .setFrom("bob")
        .setMessage(Message.newBuilder().setText("fire \u001b[2J" + seq))
        .build();
  }

  private int search(String... words) {
    return run.run(
        Stream.concat(
                Stream.of("search", "--guest", "--server", "127.0.0.1:" + server.getPort()),
                Stream.of(words))
            .toArray(String[]::new));
  }

  @Test
  void whatIsAskedForIsAskedFor() {
    assertThat(
            search(
                "\"fire alarm\"",
                "消防",
                "--room",
                "den",
                "--room",
                "@alice,bob",
                "--from",
                "bob",
                "--since",
                "2026-01-31",
                "--until",
                "2026-02-01T08:00:00Z",
                "--has-attachment",
                "-n",
                "1"))
        .isZero();
    assertThat(asked)
        .containsExactly(
            SearchMessagesRequest.newBuilder()
                .setQuery("\"fire alarm\" 消防")
                .addRooms("den")
                .addRooms("@alice,bob")
                .setFrom("bob")
                .setSince(moment("2026-01-31T00:00:00Z"))
                .setUntil(moment("2026-02-01T08:00:00Z"))
                .setHasAttachment(true)
                .setPageSize(1)
                .build());
  }

  private static Timestamp moment(String text) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(text).getEpochSecond()).build();
  }

  @Test
  void messagesComeAfterTheirRoomsAndAreHarmless() {
    assertThat(search("fire", "-n", "2")).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "den 250 ---------- --:--:-- bob: fire \\u001b[2J250",
            "den 249 ---------- --:--:-- bob: fire \\u001b[2J249");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void asJsonEachIsAnObject() {
    assertThat(search("fire", "--json")).isZero();
    assertThat(run.out().lines())
        .hasSize(20)
        .first()
        .asString()
        .contains("\"seq\":250,", "\"room\":\"den\"", "\"from\":\"bob\"");
  }

  @Test
  void pagesAreReadUntilThereAreEnough() {
    assertThat(search("fire", "-n", "230")).isZero();
    assertThat(run.out().lines()).hasSize(230);
    assertThat(asked).extracting(SearchMessagesRequest::getPageSize).containsExactly(100, 100, 30);
  }

  @Test
  void whatIsNotIndexedYetIsSaid() {
    complete = false;
    assertThat(search("fire", "-n", "1")).isZero();
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains("not all is indexed yet (den: 7 of 250); search again");
  }

  @Test
  void whatIsNoTimeIsAWrongCommandLine() {
    assertThat(search("fire", "--since", "yesterday")).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).singleElement().asString().contains("--since", "expected: such as");
    assertThat(search("fire", "-n", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(asked).isEmpty();
  }
}
