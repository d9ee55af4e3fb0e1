package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.account.Account;
import io.redfire.core.log.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts as Redis keeps them: the fields of a hash. */
final class AccountFields {
  static final String PASSWORD = "password";
  static final String SUBJECT = "subject";
  static final String DISPLAY_NAME = "display";
  static final String ADMIN = "admin";
  static final String DISABLED = "disabled";
  private static final String CREATED = "created";

  /** What {@link #read} wants the values of, in this order. */
  private static final List<String> READ = List.of(CREATED, DISPLAY_NAME, ADMIN, DISABLED);

  private static final String YES = "1";
  private static final String NO = "0";

  private AccountFields() {}

  static String flag(boolean set) {
    return set ? YES : NO;
  }

  static String[] names() {
    return READ.toArray(new String[0]);
  }

  /** Field, value, field, value; the secrets of it not among them. */
  static List<String> of(Account account) {
    return List.of(
        CREATED,
        Long.toString(account.createdAt().toEpochMilli()),
        DISPLAY_NAME,
        account.displayName(),
        ADMIN,
        flag(account.admin()),
        DISABLED,
        flag(account.disabled()));
  }

  /** The account out of the values of {@link #names}; empty where there is none. */
  static Optional<Account> read(UserName user, List<?> values) {
    String created = text(values.get(0));
    return created == null
        ? Optional.empty()
        : Optional.of(
            new Account(
                user,
                orEmpty(text(values.get(1))),
                YES.equals(text(values.get(2))),
                YES.equals(text(values.get(3))),
                Instant.ofEpochMilli(Long.parseLong(created))));
  }

  static @Nullable String text(@Nullable Object value) {
    return value == null ? null : new String((byte[]) value, UTF_8);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
