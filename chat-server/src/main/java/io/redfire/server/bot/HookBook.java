package io.redfire.server.bot;

import io.redfire.chat.v1.CreateIncomingWebhookRequest;
import io.redfire.chat.v1.DeleteWebhookRequest;
import io.redfire.chat.v1.ListWebhooksRequest;
import io.redfire.core.bot.IncomingWebhook;
import io.redfire.core.bot.Webhooks;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.server.account.HookToken;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneLine;
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

/** Which webhooks a room has, and what its moderators change about that. Blocks on Redis. */
public final class HookBook {
  /** Webhooks of one room, at most. */
  static final int MOST = 10;

  private static final int MOST_CHARACTERS = 64;
  private static final int BYTES_OF_CHARACTER = 4;

  private final Webhooks hooks;
  private final Authority authority;
  private final SendRates rates;
  private final InstantSource clock;

  /** Keeps webhooks there; each new one counts as a message in the room. */
  public HookBook(Webhooks hooks, Authority authority, SendRates rates, InstantSource clock) {
    this.hooks = hooks;
    this.authority = authority;
    this.rates = rates;
    this.clock = clock;
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
      throw Problem.of(
          Reason.TOO_MANY_WEBHOOKS,
          "room '" + room + "' has " + MOST + " webhooks (expected: fewer, delete one)");
    }
    return new Made(hook, HookPath.of(room, token));
  }

  /**
   * The webhooks of a room, the oldest first.
   *
   * @throws Problem where the caller may not see them
   */
  public List<IncomingWebhook> list(Caller caller, ListWebhooksRequest request) {
    RoomName room = Requests.room(request.getRoom());
    var unused = Waiting.on(authority.authorize(caller, Action.KEEP_HOOKS, room));
    return hooks.list(room).stream()
        .sorted(Comparator.comparing(IncomingWebhook::createdAt).thenComparing(IncomingWebhook::id))
        .toList();
  }

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
