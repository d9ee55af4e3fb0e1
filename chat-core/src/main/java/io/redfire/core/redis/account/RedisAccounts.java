package io.redfire.core.redis.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redfire.core.account.Account;
import io.redfire.core.account.AccountSession;
import io.redfire.core.account.Accounts;
import io.redfire.core.account.Identity;
import io.redfire.core.log.UserName;
import io.redfire.core.redis.RedisConnections;
import io.redfire.core.redis.RedisKeys;
import io.redfire.core.redis.RedisServers;
import io.redfire.core.redis.log.RedisObserver;
import io.redfire.core.redis.log.ScriptReader;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * The accounts in Redis: a hash each, and a hash of its sessions beside it in the same slot.
 *
 * <p>Every call to Redis has keys of one slot only, and may be made again when its answer is lost.
 * What names several accounts, the index and the set of administrators, is only where to look: it
 * is written before what makes it true, and whoever reads it asks the accounts themselves.
 */
public final class RedisAccounts implements Accounts {
  /** How long an attempt that used a code up may be made again. */
  private static final Duration SAME_ATTEMPT = Duration.ofMinutes(1);

  private final RedisKeys keys;
  private final RedisServers servers;
  private final ScriptReader redis;

  /**
   * Finds the servers.
   *
   * @param connections how many calls may be under way at once
   * @throws redis.clients.jedis.exceptions.JedisException if there are Sentinels or a cluster, and
   *     none of the servers named tells where the others are
   */
  public RedisAccounts(RedisConnections redis, RedisKeys keys, int connections) {
    this.keys = keys;
    this.servers = redis.servers("redfire-accounts", connections);
    this.redis = new ScriptReader(servers.client(), RedisObserver.NONE);
  }

  @Override
  public Optional<Account> find(UserName user) {
    byte[][] fields =
        Stream.of(AccountFields.names()).map(name -> bytes(name)).toArray(byte[][]::new);
    return AccountFields.read(user, redis.ask(pool -> pool.hmget(keys.account(user), fields)));
  }

  @Override
  public Optional<String> passwordHash(UserName user) {
    return field(user, AccountFields.PASSWORD);
  }

  @Override
  public Optional<String> subject(UserName user) {
    return field(user, AccountFields.SUBJECT);
  }

  private Optional<String> field(UserName user, String name) {
    return redis.ask(
        pool ->
            Optional.ofNullable(AccountFields.text(pool.hget(keys.account(user), bytes(name)))));
  }

  @Override
  public boolean create(Account account, Set<String> skeletons, Optional<String> passwordHash) {
    return create(
        account,
        skeletons,
        passwordHash.map(hash -> List.of(AccountFields.PASSWORD, hash)).orElse(List.of()));
  }

  @Override
  public boolean createIssued(Account account, Set<String> skeletons, String subject) {
    return create(account, skeletons, List.of(AccountFields.SUBJECT, subject));
  }

  /**
   * @param proof what its owner is known by: field, value
   */
  private boolean create(Account account, Set<String> skeletons, List<String> proof) {
    UserName user = account.user();
    if (find(user).isPresent() || !claim(skeletons, user)) {
      return false;
    }
    index(account);
    List<String> arguments = new ArrayList<>(List.of(UUID.randomUUID().toString()));
    arguments.addAll(AccountFields.of(account));
    arguments.addAll(proof);
    return redis
        .ask(
            pool ->
                AccountScript.CREATE.run(
                    pool, List.of(keys.account(user)), arguments.toArray(new String[0])))
        .equals(1L);
  }

  /**
   * Claims all of them or none. Claims that a crash left behind without an account are good for
   * that name still; in the same order for everyone, so that of two who want the same one gets all.
   */
  private boolean claim(Set<String> skeletons, UserName user) {
    List<String> claimed = new ArrayList<>();
    for (String skeleton : new TreeSet<>(skeletons)) {
      if (!claim(skeleton, user)) {
        // Nobody else can hold these by that name: whoever tries it fails as this attempt does.
        claimed.forEach(own -> redis.ask(pool -> pool.del(keys.nameClaim(own))));
        return false;
      }
      claimed.add(skeleton);
    }
    return true;
  }

  private boolean claim(String skeleton, UserName user) {
    byte[] name = bytes(user.value());
    SetParams ifNobodys = SetParams.setParams().nx();
    redis.ask(
        pool -> {
          var unused = pool.set(keys.nameClaim(skeleton), name, ifNobodys);
          return user;
        });
    return ownerOfSkeleton(skeleton).filter(user::equals).isPresent();
  }

  private void index(Account account) {
    UserName user = account.user();
    redis.ask(
        pool -> {
          AccountIndex.add(pool, keys, user);
          return user;
        });
    if (account.admin()) {
      redis.ask(pool -> pool.sadd(keys.admins(), bytes(user.value())));
    }
  }

  @Override
  public Optional<UserName> ownerOfSkeleton(String skeleton) {
    return redis.ask(
        pool ->
            Optional.ofNullable(AccountFields.text(pool.get(keys.nameClaim(skeleton))))
                .map(UserName::new));
  }

  @Override
  public boolean setDisplayName(UserName user, String displayName) {
    return set(user, AccountFields.DISPLAY_NAME, displayName);
  }

  @Override
  public boolean setDisabled(UserName user, boolean disabled) {
    return set(user, AccountFields.DISABLED, AccountFields.flag(disabled));
  }

  @Override
  public boolean setAdmin(UserName user, boolean admin) {
    byte[] name = bytes(user.value());
    if (admin && find(user).isPresent()) {
      redis.ask(pool -> pool.sadd(keys.admins(), name));
    }
    boolean found = set(user, AccountFields.ADMIN, AccountFields.flag(admin));
    if (!admin) {
      redis.ask(pool -> pool.srem(keys.admins(), name));
    }
    return found;
  }

  @Override
  public boolean setPasswordHash(UserName user, String hash) {
    return set(user, AccountFields.PASSWORD, hash);
  }

  @Override
  public boolean replacePasswordHash(UserName user, String from, String to) {
    return run(AccountScript.REPLACE_PASSWORD, keys.account(user), from, to).equals(1L);
  }

  /** No account is ever removed, so one that is there is there in the next moment too. */
  private boolean set(UserName user, String field, String value) {
    byte[] account = keys.account(user);
    if (!redis.ask(pool -> pool.exists(account))) {
      return false;
    }
    redis.ask(pool -> pool.hset(account, bytes(field), bytes(value)));
    return true;
  }

  @Override
  public int admins() {
    return (int)
        redis.ask(pool -> pool.smembers(keys.admins())).stream()
            .map(name -> find(new UserName(new String(name, UTF_8))))
            .flatMap(Optional::stream)
            .filter(account -> account.admin() && !account.disabled())
            .count();
  }

  @Override
  public List<Account> list(Optional<UserName> after, String prefix, int limit) {
    List<Account> found = new ArrayList<>();
    Optional<UserName> last = after;
    List<UserName> names;
    do {
      Optional<UserName> from = last;
      int wanted = limit - found.size();
      names = redis.ask(pool -> AccountIndex.list(pool, keys, from, prefix, wanted));
      names.forEach(name -> find(name).ifPresent(found::add));
      last = names.isEmpty() ? last : Optional.of(names.get(names.size() - 1));
    } while (!names.isEmpty() && found.size() < limit);
    return found;
  }

  @Override
  public boolean addSession(UserName user, AccountSession session, int most) {
    if (!session.id().equals(AccountSession.idOf(session.digest()))) {
      throw new IllegalArgumentException("id: does not follow from the digest");
    }
    // By the way, so that an index which a failover cut short is whole again.
    find(user).ifPresent(this::index);
    return run(
            AccountScript.ADD_SESSION,
            keys.sessions(user),
            session.id(),
            SessionJson.encode(session),
            Long.toString(session.expiresAt().toEpochMilli()),
            Long.toString(session.createdAt().toEpochMilli()),
            Integer.toString(most))
        .equals(1L);
  }

  @Override
  public Optional<Identity> identify(UserName user, String digest, Instant now) {
    String[] arguments =
        Stream.concat(Stream.of(AccountSession.idOf(digest)), Stream.of(AccountFields.names()))
            .toArray(String[]::new);
    List<?> answer =
        (List<?>)
            redis.ask(
                pool ->
                    AccountScript.IDENTIFY.run(
                        pool, List.of(keys.account(user), keys.sessions(user)), arguments));
    Optional<AccountSession> session =
        Optional.ofNullable(AccountFields.text(answer.get(0)))
            .flatMap(SessionJson::decode)
            .filter(found -> MessageDigest.isEqual(bytes(found.digest()), bytes(digest)))
            .filter(found -> found.expiresAt().isAfter(now));
    return session.flatMap(
        found ->
            AccountFields.read(user, answer.subList(1, answer.size()))
                .map(account -> new Identity(account, found)));
  }

  @Override
  public List<AccountSession> sessions(UserName user, Instant now) {
    return redis.ask(pool -> pool.hvals(keys.sessions(user))).stream()
        .map(json -> SessionJson.decode(new String(json, UTF_8)))
        .flatMap(Optional::stream)
        .filter(session -> session.expiresAt().isAfter(now))
        .sorted(
            Comparator.comparing(AccountSession::createdAt)
                .reversed()
                .thenComparing(AccountSession::id))
        .toList();
  }

  @Override
  public boolean removeSession(UserName user, String id) {
    return redis.ask(pool -> pool.hdel(keys.sessions(user), bytes(id))) > 0;
  }

  @Override
  public List<String> removeSessions(UserName user, Optional<String> except, boolean tokens) {
    List<?> ended =
        (List<?>)
            run(
                AccountScript.END_SESSIONS,
                keys.sessions(user),
                except.orElse(""),
                AccountFields.flag(tokens));
    return ended.stream().map(id -> new String((byte[]) id, UTF_8)).toList();
  }

  @Override
  public void putCode(String purpose, String digest, Duration lifetime) {
    SetParams expiry = SetParams.setParams().px(lifetime.toMillis());
    redis.ask(pool -> pool.set(keys.code(purpose), bytes(digest), expiry));
  }

  @Override
  public boolean isCode(String purpose, String digest) {
    return redis.ask(
        pool -> {
          byte[] good = pool.get(keys.code(purpose));
          return good != null && MessageDigest.isEqual(good, bytes(digest));
        });
  }

  @Override
  public boolean takeCode(String purpose, String digest) {
    return run(
            AccountScript.TAKE_CODE,
            keys.code(purpose),
            digest,
            UUID.randomUUID().toString(),
            Long.toString(SAME_ATTEMPT.toMillis()))
        .equals(1L);
  }

  @Override
  public void close() {
    servers.close();
  }

  private Object run(AccountScript script, byte[] key, String... arguments) {
    return redis.ask((UnifiedJedis pool) -> script.run(pool, List.of(key), arguments));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
