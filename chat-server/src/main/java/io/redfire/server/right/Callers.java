package io.redfire.server.right;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.Hashing;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.log.UserName;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.NameSkeleton;
import io.redfire.server.account.NewAccountName;
import io.redfire.server.account.Token;
import io.redfire.server.account.oidc.IssuedAccounts;
import io.redfire.server.limit.Asking;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Requests;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Finds out who calls. Any thread may call it; no call waits. What hangs on the futures may run on
 * the thread of the executor that looked, or on the caller's.
 *
 * <p>What was found is remembered for a moment, so that a client which makes many calls costs few
 * questions: a token for {@link #TOKEN_MEMORY}, which is how long after its end a unary call may
 * still go through, and a guest's name for {@link #GUEST_MEMORY}. {@link #reverify} remembers
 * nothing.
 */
public final class Callers {
  private static final Duration TOKEN_MEMORY = Duration.ofMillis(500);
  private static final Duration GUEST_MEMORY = Duration.ofSeconds(3);
  private static final int MOST_REMEMBERED = 10_000;

  private final Accounts accounts;
  private final Optional<IssuedAccounts> issuer;
  private final boolean guests;
  private final Clock clock;
  private final Executor strangers;
  private final Executor blocking;
  private final Cache<String, CompletableFuture<Caller>> signedIn = memory(TOKEN_MEMORY);
  private final Cache<UserName, CompletableFuture<Caller>> guestNames = memory(GUEST_MEMORY);

  /**
   * Asks these accounts.
   *
   * @param issuer knows the tokens of an outside issuer; empty where none is believed
   * @param guests whether anybody without an account may come in
   * @param strangers runs what blocks on Redis to find out who somebody is: anybody may ask that,
   *     so it must keep nothing else waiting
   * @param blocking runs the same for those who were let in
   */
  public Callers(
      Accounts accounts,
      Optional<IssuedAccounts> issuer,
      boolean guests,
      Clock clock,
      Executor strangers,
      Executor blocking) {
    this.accounts = accounts;
    this.issuer = issuer;
    this.guests = guests;
    this.clock = clock;
    this.strangers = strangers;
    this.blocking = blocking;
  }

  private static <K, V> Cache<K, V> memory(Duration time) {
    return CacheBuilder.newBuilder().expireAfterWrite(time).maximumSize(MOST_REMEMBERED).build();
  }

  /**
   * Finds out who calls.
   *
   * @param namedUser the user that the request names; may be empty
   * @return ends with a {@link Problem} where that is not the token's user, or the token or the
   *     guest is not let in
   */
  public CompletableFuture<Caller> identify(Credentials credentials, String namedUser) {
    return credentials
        .token()
        .map(token -> signedIn(token).thenApply(caller -> named(caller, namedUser)))
        .orElseGet(() -> guest(namedUser));
  }

  /**
   * Finds out whether somebody who was let in still would be, and as whom.
   *
   * @return ends with a {@link Problem} where not
   */
  public CompletableFuture<Caller> reverify(Caller caller) {
    if (caller instanceof Caller.SignedIn known) {
      return look(blocking, () -> enabled(again(known.identity())));
    }
    return caller
        .user()
        .map(user -> look(blocking, () -> checkedGuest(user)))
        .orElseGet(() -> guest(""));
  }

  /** Forgets what was found of a user, since something has just changed with the account. */
  public void forget(UserName user) {
    // One that is still being looked for may be the user's, and may have been found before.
    signedIn.asMap().values().removeIf(answer -> !answer.isDone() || isOf(user, answer));
    guestNames.invalidate(user);
  }

  private static boolean isOf(UserName user, CompletableFuture<Caller> answer) {
    return answer.isCompletedExceptionally() || answer.join().user().equals(Optional.of(user));
  }

  private CompletableFuture<Caller> signedIn(String token) {
    String key = Hashing.sha256().hashString(token, UTF_8).toString();
    return remembered(signedIn, key, () -> found(token));
  }

  /** Nobody waits for an outside issuer on a thread that others need. */
  private CompletableFuture<Caller> found(String token) {
    return issuer
        .filter(outside -> !Token.isLike(token))
        .map(outside -> outside.identify(token).thenApply(Callers::enabled))
        .orElseGet(() -> look(strangers, () -> enabled(identity(token))));
  }

  private Identity identity(String text) {
    Token token;
    try {
      token = Token.parse(text);
    } catch (InvalidField invalid) {
      throw unknownToken();
    }
    return accounts
        .identify(token.user(), token.digest(), clock.instant())
        .orElseThrow(Callers::unknownToken);
  }

  private Identity again(Identity known) {
    Optional<Identity> now =
        IssuedAccounts.isIssued(known.session())
            ? issuer.flatMap(outside -> outside.again(known))
            : accounts.identify(known.account().user(), known.session().digest(), clock.instant());
    return now.orElseThrow(Callers::unknownToken);
  }

  private static Problem unknownToken() {
    return Problem.of(
        Reason.TOKEN_INVALID, "the token is unknown, over or revoked (expected: log in again)");
  }

  private static Caller enabled(Identity identity) {
    if (identity.account().disabled()) {
      throw Problem.of(Reason.ACCOUNT_DISABLED, "an administrator disabled the account");
    }
    return new Caller.SignedIn(identity);
  }

  private static Caller named(Caller caller, String namedUser) {
    if (!namedUser.isEmpty()
        && !caller.user().map(UserName::value).equals(Optional.of(namedUser))) {
      throw Problem.of(
          Reason.USER_MISMATCH, "user", "not the token's (expected: empty, or the token's user)");
    }
    return caller;
  }

  private CompletableFuture<Caller> guest(String name) {
    try {
      if (!guests) {
        throw Problem.of(
            Reason.LOGIN_REQUIRED, "this server lets no guests in (expected: a token)");
      }
      if (name.isEmpty()) {
        return CompletableFuture.completedFuture(new Caller.Guest(Optional.empty()));
      }
      UserName user = Requests.user(name);
      return remembered(guestNames, user, () -> look(strangers, () -> checkedGuest(user)));
    } catch (Problem refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private Caller checkedGuest(UserName user) {
    if (!guests) {
      throw Problem.of(Reason.LOGIN_REQUIRED, "this server lets no guests in (expected: a token)");
    }
    if (accounts.find(user).isPresent()) {
      throw taken(user);
    }
    // Or a guest could look like an account by what no account may have in its name.
    NewAccountName.check(user);
    for (NameSkeleton skeleton : NameSkeleton.allOf(user.value())) {
      Optional<UserName> owner = accounts.ownerOfSkeleton(skeleton.digest());
      if (owner.isPresent()) {
        throw owner.get().equals(user)
            ? taken(user)
            : Problem.of(
                Reason.NAME_CONFUSABLE,
                "user",
                "'" + user + "' looks like the name of an account (expected: another name)");
      }
    }
    return new Caller.Guest(Optional.of(user));
  }

  private static Problem taken(UserName user) {
    return Problem.of(
        Reason.NAME_TAKEN,
        "user",
        "'" + user + "' is the name of an account (expected: its token, or another name)");
  }

  /** A failure is not remembered: what failed may go well in the next moment. */
  private <K> CompletableFuture<Caller> remembered(
      Cache<K, CompletableFuture<Caller>> memory,
      K key,
      Supplier<CompletableFuture<Caller>> question) {
    CompletableFuture<Caller> answer = new CompletableFuture<>();
    CompletableFuture<Caller> before = memory.asMap().putIfAbsent(key, answer);
    if (before != null) {
      return before;
    }
    var unused =
        question
            .get()
            .whenComplete(
                (caller, failure) -> {
                  if (failure != null) {
                    memory.asMap().remove(key, answer);
                    answer.completeExceptionally(failure);
                  } else {
                    answer.complete(caller);
                  }
                });
    return answer;
  }

  private static CompletableFuture<Caller> look(Executor threads, Supplier<Caller> question) {
    return Asking.on(threads, question);
  }
}
