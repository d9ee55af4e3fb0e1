package io.redfire.server.bot;

import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.CreateOutgoingWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.core.bot.Deliveries;
import io.redfire.core.bot.Delivery;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.OutgoingWebhook;
import io.redfire.core.bot.Webhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.LogException;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.account.HookToken;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneLine;
import io.redfire.server.outgoing.HookSecret;
import io.redfire.server.outgoing.HookUrl;
import io.redfire.server.right.Action;
import io.redfire.server.right.Authority;
import io.redfire.server.right.Caller;
import io.redfire.server.right.SendRates;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import io.redfire.server.wire.Waiting;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which webhooks a room has, and what its moderators change about that. Blocks on Redis. */
public final class HookBook {
  private static final Logger LOG = LoggerFactory.getLogger(HookBook.class);

  /** Webhooks of one room, at most. */
  static final int MOST = 10;

  private static final int MOST_CHARACTERS = 64;
  private static final int BYTES_OF_CHARACTER = 4;

  private final Webhooks hooks;
  private final Deliveries deliveries;
  private final MessageLog log;
  private final Authority authority;
  private final SendRates rates;
  private final InstantSource clock;
  private final Runnable changed;

  /**
   * Keeps webhooks there; each new one counts as a message in the room.
   *
   * @param log tells where an outgoing one begins
   * @param changed hears that there may be one more or less; must return at once
   */
  public HookBook(
      Webhooks hooks,
      Deliveries deliveries,
      MessageLog log,
      Authority authority,
      SendRates rates,
      InstantSource clock,
      Runnable changed) {
    this.hooks = hooks;
    this.deliveries = deliveries;
    this.log = log;
    this.authority = authority;
    this.rates = rates;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * A new webhook, and what is told of it this once.
   *
   * @param path where to post
   */
  public record Made(IncomingWebhook hook, String path) {
    /** Shows no secret. */
    @Override
    public String toString() {
      return "Made[" + hook.id() + "]";
    }
  }

  /**
   * Makes one that speaks as the caller.
   *
   * @throws Problem where it may not
   */
  public Made createIncoming(Caller caller, CreateIncomingWebhookRequest request) {
    RoomName room = Requests.room(request.getRoom());
    String name = name(request.getName());
    var unused =
        Waiting.on(
            authority
                .authorize(caller, Action.KEEP_HOOKS, room)
                .thenCompose(state -> rates.count(caller.user().orElseThrow(), room)));
    UserName maker = caller.user().orElseThrow();
    HookToken token = HookToken.create();
    IncomingWebhook hook =
        new IncomingWebhook(
            token.id(),
            name,
            maker,
            token.digest(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (!hooks.add(room, hook, MOST)) {
      throw tooMany(room);
    }
    return new Made(hook, HookPath.of(room, token));
  }

  private static Problem tooMany(RoomName room) {
    return Problem.of(
        Reason.TOO_MANY_WEBHOOKS,
        "room '" + room + "' has " + MOST + " webhooks (expected: fewer, delete one)");
  }

  /** A new outgoing webhook, and where it begins; its secret is told this once. */
  public record Begun(OutgoingWebhook hook, Delivery delivery) {}

  /**
   * Makes one that posts what the caller may read, from now on. So the caller, whose token may be
   * good for less than the account is, has to be one who may read the room here and now.
   *
   * @throws Problem where it may not
   */
  public Begun createOutgoing(Caller caller, CreateOutgoingWebhookRequest request) {
    RoomName room = Requests.room(request.getRoom());
    HookUrl url = url(request.getUrl());
    String name = name(request.getName().isEmpty() ? shortened(url.host()) : request.getName());
    var unused =
        Waiting.on(
            authority
                .authorize(caller, Action.KEEP_HOOKS, room)
                .thenCompose(state -> authority.authorize(caller, Action.READ, room))
                .thenCompose(state -> rates.count(caller.user().orElseThrow(), room)));
    OutgoingWebhook hook =
        new OutgoingWebhook(
            HookToken.create().id(),
            name,
            caller.user().orElseThrow(),
            request.getUrl(),
            HookSecret.create().text(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    Delivery beginning = Delivery.after(log.bounds(room).head());
    // Before it is there, or one that nobody finds could be left; and after that, as a node that
    // found none in between took the room out.
    deliveries.note(room);
    if (!hooks.add(room, hook, beginning, MOST)) {
      throw tooMany(room);
    }
    noteAgain(room);
    changed.run();
    return new Begun(hook, beginning);
  }

  /** What was done or asked counts, whether or not this can be noted. */
  private void noteAgain(RoomName room) {
    try {
      deliveries.note(room);
    } catch (LogException failure) {
      LOG.warn("Room {} is not noted to have outgoing webhooks: {}", room, failure.reason());
    }
  }

  private static String shortened(String host) {
    return host.substring(0, Math.min(host.length(), MOST_CHARACTERS));
  }

  private static HookUrl url(String text) {
    try {
      return HookUrl.parse(text);
    } catch (IllegalArgumentException invalid) {
      throw Problem.of(Reason.FIELD_INVALID, "url", String.valueOf(invalid.getMessage()));
    }
  }

  /**
   * The webhooks of a room, the oldest first.
   *
   * @throws Problem where the caller may not see them
   */
  public List<Listed> list(Caller caller, ListWebhooksRequest request) {
    RoomName room = Requests.room(request.getRoom());
    var unused = Waiting.on(authority.authorize(caller, Action.KEEP_HOOKS, room));
    List<Webhook> found =
        hooks.list(room).stream()
            .sorted(Comparator.comparing(Webhook::createdAt).thenComparing(Webhook::id))
            .toList();
    if (found.stream().anyMatch(OutgoingWebhook.class::isInstance)) {
      // Whoever made one may have ended before it was noted.
      noteAgain(room);
    }
    return found.stream().map(hook -> new Listed(hook, delivery(room, hook))).toList();
  }

  private Optional<Delivery> delivery(RoomName room, Webhook hook) {
    return hook instanceof OutgoingWebhook ? deliveries.find(room, hook.id()) : Optional.empty();
  }

  /**
   * A webhook as it is.
   *
   * @param delivery how far an outgoing one is; empty for others
   */
  public record Listed(Webhook hook, Optional<Delivery> delivery) {}

  /**
   * Ends one.
   *
   * @throws Problem where it may not, or there is none
   */
  public void delete(Caller caller, DeleteWebhookRequest request) {
    RoomName room = Requests.room(request.getRoom());
    var unused = Waiting.on(authority.authorize(caller, Action.KEEP_HOOKS, room));
    if (!hooks.remove(room, request.getWebhook())) {
      throw Problem.of(
          Reason.WEBHOOK_NOT_FOUND,
          "webhook",
          "not in room '" + room + "' (expected: the id of one of ListWebhooks)");
    }
    changed.run();
  }

  private static String name(String text) {
    try {
      String name =
          OneLine.check("name", text, MOST_CHARACTERS, MOST_CHARACTERS * BYTES_OF_CHARACTER)
              .strip();
      if (!name.isEmpty()) {
        return name;
      }
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.FIELD_INVALID, "name", invalid.complaint());
    }
    throw Problem.of(
        Reason.FIELD_INVALID, "name", "empty (expected: 1 to " + MOST_CHARACTERS + " characters)");
  }
}
