package io.redfire.faults.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets on both sides of a link, the far one an echo. */
class FaultyLinkTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> echoing = ConcurrentHashMap.newKeySet();
  private final ServerSocket echo;
  private final FaultyLink link;

  FaultyLinkTest() throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    echo = listening;
    threads.execute(() -> acceptOn(listening));
    link =
        new FaultyLink(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
  }

  @AfterEach
  void end() throws IOException {
    link.close();
    echo.close();
    threads.shutdownNow();
  }

  private void acceptOn(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket one = listening.accept();
        echoing.add(one);
        threads.execute(() -> echoOn(one));
      } catch (IOException closed) {
        // Asked again above.
      }
    }
  }

  private static void echoOn(Socket one) {
    try (one) {
      one.getInputStream().transferTo(one.getOutputStream());
    } catch (IOException reset) {
      // The test saw to it.
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private void echoes(Socket socket, int bytes) throws IOException {
    byte[] sent = new byte[bytes];
    new Random(bytes).nextBytes(sent);
    threads.execute(
        () -> {
          try {
            socket.getOutputStream().write(sent);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(socket.getInputStream().readNBytes(bytes)).isEqualTo(sent);
  }

  static LinkMode[] harmless() {
    return new LinkMode[] {
      LinkMode.PASS,
      LinkMode.SLICED,
      LinkMode.throttled(50_000),
      LinkMode.delayed(Duration.ofMillis(5))
    };
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void allBytesPassInOrder(LinkMode mode) throws IOException {
    link.set(mode);
    try (Socket socket = connect()) {
      echoes(socket, 20_000);
    }
  }

  @Test
  void anEndPassesToo() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(7);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).containsExactly(7);
    }
    await().until(() -> link.connections() == 0);
  }

  @Test
  void aThrottledLinkTakesItsTime() throws IOException {
    link.set(LinkMode.throttled(10_000));
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      echoes(socket, 5_000);
      // Both ways at once, so half a second and a bit; a link that did nothing takes far less.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
    }
  }

  @Test
  void aDelayedLinkIsLate() throws IOException {
    link.set(LinkMode.delayed(Duration.ofMillis(200)));
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      echoes(socket, 1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
    }
  }

  @Test
  void aCutResetsWhatIsThereAndWhatComes() throws IOException {
    try (Socket before = connect()) {
      echoes(before, 10);
      link.set(LinkMode.CUT);
      assertThatThrownBy(() -> echoes(before, 1)).isInstanceOf(IOException.class);
      try (Socket during = connect()) {
        assertThatThrownBy(() -> assertThat(during.getInputStream().read()).isNegative())
            .isInstanceOf(IOException.class);
      }
      assertThat(link.connections()).isZero();
    }
    link.set(LinkMode.PASS);
    try (Socket after = connect()) {
      echoes(after, 10);
    }
  }

  @Test
  void aHalfOpenLinkIsSilentAndResetWhenItHeals() throws IOException {
    try (Socket before = connect();
        Socket during = silent(before)) {
      assertThat(link.connections()).isEqualTo(2);
      link.set(LinkMode.PASS);
      for (Socket socket : new Socket[] {before, during}) {
        assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(SocketTimeoutException.class);
      }
    }
    try (Socket after = connect()) {
      echoes(after, 10);
    }
  }

  @Test
  void aHalfOpenLinkTellsNobodyThatTheOtherSideIsGone() throws IOException {
    try (Socket lonely = connect()) {
      echoes(lonely, 10);
      link.set(LinkMode.HALF_OPEN);
      echoing.forEach(FaultyLinkTest::closeQuietly);
      lonely.setSoTimeout(300);
      assertThatThrownBy(() -> assertThat(lonely.getInputStream().read()).isNegative())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket silent(Socket before) throws IOException {
    echoes(before, 10);
    link.set(LinkMode.HALF_OPEN);
    Socket during = connect();
    for (Socket socket : new Socket[] {before, during}) {
      socket.getOutputStream().write(1);
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(20_000);
    }
    await().until(() -> link.connections() == 2);
    return during;
  }

  @Test
  void closingEndsAllConnections() throws IOException {
    try (Socket socket = connect()) {
      echoes(socket, 10);
      link.close();
      assertThat(link.connections()).isZero();
      assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
          .isInstanceOf(IOException.class);
      assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTargetThatIsAwayResetsWhoCame() throws IOException {
    echo.close();
    try (Socket socket = connect()) {
      assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
          .isInstanceOf(IOException.class);
    }
  }
}
