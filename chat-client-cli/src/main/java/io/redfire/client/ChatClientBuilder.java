package io.redfire.client;

import io.redfire.chat.v1.AckTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a {@link ChatClient} needs to know. For one thread. */
public final class ChatClientBuilder {
  private final List<ServerAddress> servers;
  private final String user;
  private String program = "redfire-java";
  private ChannelFactory channels = ChannelFactory.plaintext();
  private ConnectionListener listener = new ConnectionListener() {};
  private Duration firstBackoff = Duration.ofMillis(100);
  private Duration longestBackoff = Duration.ofSeconds(5);
  private Duration answerTimeout = Duration.ofSeconds(15);
  private int maxUnanswered = 1024;
  private AckTarget ack = AckTarget.getDefaultInstance();
  private boolean secretsInPlaintext;
  private @Nullable String token;
  private @Nullable InboxListener inbox;
  private boolean receipts;
  private @Nullable PresenceListener presence;

  ChatClientBuilder(List<ServerAddress> servers, String user) {
    if (servers.isEmpty()) {
      throw new IllegalArgumentException("servers: none (expected: at least one)");
    }
    this.servers = List.copyOf(servers);
    this.user = user;
  }

  /** The program's name and version, for the server's log. Default: {@code redfire-java}. */
  public ChatClientBuilder program(String name) {
    this.program = name;
    return this;
  }

  /** How to reach a server. Default: {@link ChannelFactory#plaintext}. */
  public ChatClientBuilder channels(ChannelFactory factory) {
    this.channels = factory;
    return this;
  }

  /** Who hears how the connection fares. Default: nobody. */
  public ChatClientBuilder listener(ConnectionListener hearing) {
    this.listener = hearing;
    return this;
  }

  /**
   * The wait before the first attempt to reconnect, and the longest one; each is taken give or take
   * a half at random. Default: 100 ms and 5 s.
   */
  public ChatClientBuilder backoff(Duration first, Duration longest) {
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff: " + first + " to " + longest + " (expected: 1 ms or more, rising)");
    }
    this.firstBackoff = first;
    this.longestBackoff = longest;
    return this;
  }

  /**
   * How long a server may be silent while it owes an answer, before the connection counts as lost.
   * Default: 15 s.
   */
  public ChatClientBuilder answerTimeout(Duration timeout) {
    this.answerTimeout = timeout;
    return this;
  }

  /** How many messages may be unanswered, and so held in memory, at a time. Default: 1024. */
  public ChatClientBuilder maxUnanswered(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("maxUnanswered: " + messages + " (expected: >= 1)");
    }
    this.maxUnanswered = messages;
    return this;
  }

  /** How safe messages are to be before they are acknowledged. Default: as the server is set. */
  public ChatClientBuilder ack(AckTarget target) {
    this.ack = target;
    return this;
  }

  /**
   * Who calls: a token that logging in gave out. Default: none, so that the user is a guest. It is
   * sent with every call, and with it {@code Hello.user} may be empty. Where the server does not
   * take it (any more), the client ends with {@code UNAUTHENTICATED}.
   *
   * @throws IllegalArgumentException if no token looks like that
   */
  public ChatClientBuilder token(String secret) {
    BearerToken.check(secret);
    this.token = secret;
    return this;
  }

  /**
   * Lets the token go unencrypted to other machines. Default: without TLS it goes to servers on
   * this machine only, and {@link #connect} refuses others.
   */
  public ChatClientBuilder allowPlaintext() {
    this.secretsInPlaintext = true;
    return this;
  }

  /** Who hears how the rooms of the user's inbox stand. Default: nobody, and none is asked for. */
  public ChatClientBuilder inbox(InboxListener hearing) {
    this.inbox = hearing;
    return this;
  }

  /**
   * Tells the server what followed rooms' listeners have heard, about once a second, so that their
   * other members see it as delivered. Default: no. A guest has no such marks, and tells nothing.
   */
  public ChatClientBuilder receipts() {
    this.receipts = true;
    return this;
  }

  /** Who hears how the users of {@link ChatClient#watchPresence} are seen. Default: nobody. */
  public ChatClientBuilder presence(PresenceListener hearing) {
    this.presence = hearing;
    return this;
  }

  /**
   * Makes the client and starts connecting.
   *
   * @throws ChatException if the token would go unencrypted to another machine
   */
  public ChatClient connect() {
    ChannelFactory way = secretsInPlaintext ? channels.allowingSecrets() : channels;
    if (token != null) {
      servers.forEach(way::checkSecrets);
    }
    return new ChatClient(
        new ClientOptions(
            servers,
            user,
            program,
            token == null ? way : way.withToken(token),
            listener,
            firstBackoff,
            longestBackoff,
            answerTimeout,
            maxUnanswered,
            ack,
            inbox,
            receipts,
            presence));
  }
}
