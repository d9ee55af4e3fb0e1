package io.redfire.testing;

import com.redis.testcontainers.RedisContainer;
import io.redfire.core.redis.RedisAddress;
import io.redfire.core.redis.RedisConnections;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.DockerImageName;

/**
 * The Redis that all tests of a JVM share. Thread-safe.
 *
 * <p>It is the one that the environment variable {@code REDFIRE_TEST_REDIS} names, if it is set;
 * else a container, if a Docker engine answers; else a process of our own. Which one is printed
 * once.
 *
 * <p>It may be somebody's Redis with things in it. So each test keeps to a {@linkplain #newPrefix
 * prefix of its own}, and a test that flushes, kills or reconfigures takes {@linkplain #own one of
 * its own}.
 */
public final class TestRedis {
  private static final String VARIABLE = "REDFIRE_TEST_REDIS";
  private static final DockerImageName IMAGE = DockerImageName.parse("redis:7.0.15");

  /** Begins every prefix of this JVM. */
  private static final String RUN = "test-" + UUID.randomUUID().toString().substring(0, 8) + "-";

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final RedisAddress address;

  private TestRedis(RedisAddress address) {
    this.address = address;
  }

  /** The one Redis of this JVM, started at the first call. */
  public static TestRedis shared() {
    return Shared.INSTANCE;
  }

  /**
   * Starts a fresh Redis as a process of the test's own, empty, append-only file synced always.
   *
   * @param settings lines for its configuration file, which win over the usual ones
   */
  public static OwnRedis own(String... settings) {
    return OwnRedis.start(settings);
  }

  /** A prefix for keys and channels that nobody else has. */
  public static String newPrefix() {
    return RUN + PREFIXES.incrementAndGet() + "-";
  }

  /** Where it listens. */
  public RedisAddress address() {
    return address;
  }

  /** The way to reach it, with time limits that suit a busy machine. */
  public RedisConnections connections() {
    return connections(address);
  }

  static RedisConnections connections(RedisAddress address) {
    return new RedisConnections(address, Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  /** Starts it when it is first asked for. */
  private static final class Shared {
    static final TestRedis INSTANCE = find();

    private static TestRedis find() {
      String given = System.getenv(VARIABLE);
      if (given != null && !given.isEmpty()) {
        TestRedis named = new TestRedis(RedisAddress.parse(given, Optional.empty()));
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> Litter.remove(named.connections(), RUN)));
        return told(named, "named by " + VARIABLE);
      }
      return DockerClientFactory.instance().isDockerAvailable() ? containerOrProcess() : process();
    }

    /** An engine that answers need not have the image, nor a registry to get it from. */
    private static TestRedis containerOrProcess() {
      try {
        return container();
      } catch (ContainerFetchException | ContainerLaunchException noContainer) {
        System.out.println("no container of " + IMAGE + ": " + noContainer.getMessage());
        return process();
      }
    }

    @SuppressWarnings("resource") // Testcontainers ends it with the JVM.
    private static TestRedis container() {
      RedisContainer container =
          new RedisContainer(IMAGE)
              .withCommand(
                  "redis-server",
                  "--save",
                  "",
                  "--appendonly",
                  "yes",
                  "--appendfsync",
                  "always",
                  "--protected-mode",
                  "no");
      container.start();
      RedisAddress address =
          RedisAddress.tcp(
              container.getRedisHost(), container.getRedisPort(), Optional.<String>empty());
      return told(new TestRedis(address), "a container of " + IMAGE);
    }

    private static TestRedis process() {
      OwnRedis own = OwnRedis.start();
      return told(new TestRedis(own.address()), "a process of " + own.program());
    }

    private static TestRedis told(TestRedis redis, String source) {
      System.out.println("Redis of the tests: " + redis.address() + ", " + source);
      return redis;
    }
  }
}
