package io.redfire.server.api;

import io.redfire.chat.v1.CreateTokenRequest;
import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Scope;
import io.redfire.server.account.DisplayName;
import io.redfire.server.account.InvalidField;
import io.redfire.server.account.OneTimeCode;
import io.redfire.server.wire.Events;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Accounts and what belongs to them, as the contract tells them; checks what clients tell. */
public final class AccountMessages {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Duration USUAL = Duration.ofDays(90);

  private AccountMessages() {}

  /** An account. */
  public static io.redfire.chat.v1.Account account(Account account) {
    return io.redfire.chat.v1.Account.newBuilder()
        .setUser(account.user().value())
        .setDisplayName(account.displayName())
        .setAdmin(account.admin())
        .setDisabled(account.disabled())
        .setCreatedAt(Events.timestamp(account.createdAt()))
        .build();
  }

  /** A session or token of an account. */
  public static io.redfire.chat.v1.AccountSession session(AccountSession session, boolean current) {
    io.redfire.chat.v1.AccountSession.Builder told =
        io.redfire.chat.v1.AccountSession.newBuilder()
            .setId(session.id())
            .setName(session.name())
            .setCreatedAt(Events.timestamp(session.createdAt()))
            .setExpiresAt(Events.timestamp(session.expiresAt()))
            .setToken(session.token())
            .setCurrent(current);
    session.scopes().stream().sorted().forEach(scope -> told.addScopes(scope(scope)));
    return told.build();
  }

  static io.redfire.chat.v1.Scope scope(Scope scope) {
    return switch (scope) {
      case READ -> io.redfire.chat.v1.Scope.SCOPE_READ;
      case WRITE -> io.redfire.chat.v1.Scope.SCOPE_WRITE;
      case ROOMS -> io.redfire.chat.v1.Scope.SCOPE_ROOMS;
      case ACCOUNT -> io.redfire.chat.v1.Scope.SCOPE_ACCOUNT;
      case ADMIN -> io.redfire.chat.v1.Scope.SCOPE_ADMIN;
    };
  }

  static Set<Scope> scopes(List<io.redfire.chat.v1.Scope> told) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (io.redfire.chat.v1.Scope scope : told) {
      scopes.add(
          switch (scope) {
            case SCOPE_READ -> Scope.READ;
            case SCOPE_WRITE -> Scope.WRITE;
            case SCOPE_ROOMS -> Scope.ROOMS;
            case SCOPE_ACCOUNT -> Scope.ACCOUNT;
            case SCOPE_ADMIN -> Scope.ADMIN;
            case SCOPE_UNSPECIFIED, UNRECOGNIZED ->
                throw Problem.of(
                    Reason.FIELD_INVALID,
                    "scopes",
                    "one that this server does not know (expected: SCOPE_READ and the like)");
          });
    }
    if (scopes.isEmpty()) {
      throw Problem.of(Reason.FIELD_INVALID, "scopes", "none (expected: at least one)");
    }
    return scopes;
  }

  /** A text for people to read, made harmless; may be empty. */
  static String label(String field, String text) {
    return text.isEmpty() ? "" : neutral(field, text);
  }

  static String tokenName(String text) {
    return neutral("name", text);
  }

  private static String neutral(String field, String text) {
    try {
      return new DisplayName(text).value();
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.FIELD_INVALID, field, invalid.complaint());
    }
  }

  static Optional<OneTimeCode> code(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(OneTimeCode.parse(text));
    } catch (InvalidField invalid) {
      throw Problem.of(Reason.CODE_INVALID, "code", invalid.complaint());
    }
  }

  static Duration lifetime(CreateTokenRequest request) {
    return request.hasLifetime() ? lifetime(request.getLifetime(), LONGEST) : USUAL;
  }

  /** How long something is to be valid: a minute, or up to so many days. */
  public static Duration lifetime(com.google.protobuf.Duration told, Duration longest) {
    // Before any sum: what a client tells may be beyond all numbers.
    if (told.getSeconds() < SHORTEST.toSeconds()
        || told.getSeconds() > longest.toSeconds()
        || told.getNanos() < 0
        || told.getNanos() > 999_999_999) {
      throw Problem.of(
          Reason.FIELD_INVALID,
          "lifetime",
          told.getSeconds() + " s (expected: a minute to " + longest.toDays() + " days)");
    }
    return Duration.ofSeconds(told.getSeconds());
  }
}
