package io.redfire.client;

import io.grpc.Status.Code;
import io.redfire.chat.v1.Accepted;
import io.redfire.chat.v1.OutgoingMessage;
import io.redfire.chat.v1.PresenceState;
import io.redfire.chat.v1.Start;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * One user's connection to a Redfire server, or to whichever of several can be reached. Any thread
 * may call it.
 *
 * <p>It stays connected until it is closed or a server says that it never will be (wrong name, not
 * permitted): a lost connection is made again after a jittered backoff, every followed room goes on
 * from where its listener is, and every message that was not acknowledged is sent again with the
 * same id, in the order given, before newer ones. So each message stands in the room's log once,
 * and each listener is given each entry once.
 *
 * <p>Messages of one client reach a room in the order of the calls, as long as the server refuses
 * none of them for a passing reason and takes a later one; where one fails so, the connection is
 * ended at once and everything unanswered is sent again from that one on.
 *
 * <p>A message that the server refuses since it came too soon, for the user's rate or the room's,
 * or in slow mode, is sent again on the same connection when the server said. All after it wait for
 * it; where the room is what is slow, only those to that room.
 *
 * <pre>{@code
 * try (ChatClient client = ChatClient.builder(servers, "alice").connect()) {
 *   client.subscribe("chat", Start.newBuilder().setLast(20).build(), entry -> show(entry));
 *   Accepted accepted = client.send("chat", "hello").get();
 * }
 * }</pre>
 */
public final class ChatClient implements AutoCloseable {
  /** As many users a client may watch. */
  public static final int MOST_WATCHED = 256;

  private final Conversation conversation;
  private final Semaphore places;

  ChatClient(ClientOptions options) {
    this.places = new Semaphore(options.maxUnanswered());
    this.conversation = new Conversation(options);
    conversation.start();
  }

  /**
   * Begins a client for these servers, tried in turn.
   *
   * @param user the user's name, as in {@code Hello.user}
   * @throws IllegalArgumentException if there is no server
   */
  public static ChatClientBuilder builder(List<ServerAddress> servers, String user) {
    return new ChatClientBuilder(servers, user);
  }

  /** Sends a message under a fresh id; see {@link #send(String, String, String)}. */
  public CompletableFuture<Accepted> send(String room, String text) {
    return send(room, "", text);
  }

  /**
   * Sends a message, and again after each lost connection, until it is answered. Returns at once.
   *
   * @param id a UUIDv7, or empty: then the client makes one by the server's clock
   * @return the acknowledgement, or a {@link ChatException}: the server's refusal; {@code
   *     RESOURCE_EXHAUSTED} with reason {@code TOO_MANY_UNANSWERED} where as many messages as the
   *     client may hold are unanswered; {@code INVALID_ARGUMENT} where the text is no Unicode, with
   *     half of a character; {@code CANCELLED} where the client was closed first. Cancelling it
   *     does not take the message back. What is chained to it runs on the client's own thread and
   *     must return at once.
   */
  public CompletableFuture<Accepted> send(String room, String id, String text) {
    return send(message(room, text).setId(id).build());
  }

  /**
   * As {@link #send(String, String, String)}, a message with all that it has, such as what it
   * answers or the thread that it is in. Its {@code ack} is the client's. Tags that it does not say
   * the client adds where it knows them: of its own messages, which it finds wherever they stand
   * after a rewind, and of what a listener of the room was given lately. Where a listener was given
   * something else in the place of an own message that was lost, the seq alone means what it was
   * given, and the message is found by its tag too, as its {@code Accepted} says it.
   */
  public CompletableFuture<Accepted> send(OutgoingMessage message) {
    if (!places.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new ChatException(
              Code.RESOURCE_EXHAUSTED,
              "TOO_MANY_UNANSWERED",
              "too many messages are unanswered (wait for answers, or use sendWhenFree)"));
    }
    return start(new Outgoing(message));
  }

  /**
   * As {@link #send(String, String)}, but waits while too many messages are unanswered: for whoever
   * reads messages from a source faster than a server takes them. Not to be called from a listener.
   *
   * @throws InterruptedException if interrupted while waiting; then nothing is sent
   */
  public CompletableFuture<Accepted> sendWhenFree(String room, String text)
      throws InterruptedException {
    return sendWhenFree(message(room, text).build());
  }

  /** As the other one, a message with all that it has. */
  public CompletableFuture<Accepted> sendWhenFree(OutgoingMessage message)
      throws InterruptedException {
    places.acquire();
    return start(new Outgoing(message));
  }

  private static OutgoingMessage.Builder message(String room, String text) {
    return OutgoingMessage.newBuilder().setRoom(room).setText(text);
  }

  private CompletableFuture<Accepted> start(Outgoing message) {
    CompletableFuture<Accepted> answer =
        message.answer().whenComplete((accepted, failed) -> places.release());
    if (isUnicode(message.text())) {
      conversation.send(message);
    } else {
      message
          .answer()
          .completeExceptionally(
              new ChatException(
                  Code.INVALID_ARGUMENT,
                  "TEXT_INVALID",
                  "the text holds half of a character (expected: Unicode, no lone surrogate)"));
    }
    return answer.copy();
  }

  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  /**
   * Follows a room from a start; an unset start means after the newest entry. One client follows a
   * room once: a second wish is refused through its listener.
   */
  public Subscription subscribe(String room, Start start, RoomListener listener) {
    return conversation.follow(room, start, listener);
  }

  /**
   * Tells a room that the user types. To be called whenever something is typed: the room is told
   * once in 3 seconds, and nothing is told while there is no connection. Whether it was told, or
   * refused, nobody hears.
   */
  public void typing(String room) {
    conversation.typing(room);
  }

  /**
   * Shows the user as away, as offline for not to be seen, or online again: as far as this client
   * goes, and on each connection from now on. A client that says nothing shows its user as online.
   * Guests are never seen. Who is not to be seen from the start says so to the builder.
   *
   * @throws IllegalArgumentException if it is none of the three
   */
  public void show(PresenceState state) {
    Presences.check(state);
    conversation.show(state);
  }

  /**
   * Tells the listener of {@link ChatClientBuilder#presence} how these users are seen, and from now
   * on of no others. Whoever shares no room with this user is told as offline.
   *
   * @throws IllegalArgumentException if there are more than {@value #MOST_WATCHED}
   */
  public void watchPresence(Collection<String> users) {
    Set<String> watched = Set.copyOf(users);
    if (watched.size() > MOST_WATCHED) {
      throw new IllegalArgumentException(
          "users: " + watched.size() + " names (expected: at most " + MOST_WATCHED + ")");
    }
    conversation.watchPresence(watched);
  }

  /**
   * Completes when nothing is unanswered: no message given so far, and none that a rewind withdrew
   * and that is being sent again.
   */
  public CompletableFuture<Void> allAnswered() {
    return conversation.allAnswered();
  }

  /**
   * Completes when the client has ended: normally once it is closed, with a {@link ChatException}
   * where no server would ever take it or a listener threw.
   */
  public CompletableFuture<Void> ended() {
    return conversation.ended().copy();
  }

  /**
   * Ends the connection at once; what is unanswered fails with {@code CANCELLED}. A call to a
   * listener that is under way may still finish.
   */
  @Override
  public void close() {
    conversation.close();
  }
}
