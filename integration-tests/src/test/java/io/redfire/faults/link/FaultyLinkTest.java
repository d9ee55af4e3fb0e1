package io.redfire.faults.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets on both sides of a link, the far one an echo. */
class FaultyLinkTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> echoing = ConcurrentHashMap.newKeySet();
  private final AtomicInteger echoed = new AtomicInteger();
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

  private void echoOn(Socket one) {
    byte[] bytes = new byte[1_024];
    try (one) {
      int count;
      while ((count = one.getInputStream().read(bytes)) >= 0) {
        echoed.addAndGet(count);
        one.getOutputStream().write(bytes, 0, count);
      }
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
          } catch (IOException reset) {
            // Who reads sees it too.
          }
        });
    assertThat(socket.getInputStream().readNBytes(bytes)).isEqualTo(sent);
  }

  /** Only reads: a write would take the news from the read, which then sees an end. */
  private static void isReset(Socket socket) {
    assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  static LinkMode[] harmless() {
    return new LinkMode[] {LinkMode.PASS, LinkMode.SLICED, LinkMode.throttled(50_000)};
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
  void ofManyBytesAThrottledLinkCarriesFewAtATime() throws IOException {
    link.set(LinkMode.throttled(100));
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[5_000]);
      InputStream back = socket.getInputStream();
      assertThat(back.read()).isZero();
      assertThat(back.available()).isLessThan(2_500);
      link.set(LinkMode.PASS);
      assertThat(back.readNBytes(4_999)).hasSize(4_999);
    }
  }

  @Test
  void aCutResetsWhatIsThereAndWhatComes() throws IOException {
    try (Socket before = connect()) {
      echoes(before, 10);
      link.set(LinkMode.CUT);
      isReset(before);
      try (Socket during = connect()) {
        isReset(during);
      }
      assertThat(link.connections()).isZero();
    }
    link.set(LinkMode.PASS);
    try (Socket after = connect()) {
      echoes(after, 10);
    }
  }

  @Test
  void aHalfOpenLinkIsSilentAndCarriesAllOfItWhenItHeals() throws IOException {
    try (Socket before = connect();
        Socket during = silent(before)) {
      link.set(LinkMode.PASS);
      for (Socket socket : new Socket[] {before, during}) {
        assertThat(socket.getInputStream().read()).isEqualTo(1);
        echoes(socket, 10);
      }
    }
  }

  @Test
  void aHalfOpenLinkTellsThatTheOtherSideIsGoneOnlyWhenItHeals() throws IOException {
    try (Socket lonely = connect()) {
      echoes(lonely, 10);
      link.set(LinkMode.HALF_OPEN);
      echoing.forEach(FaultyLinkTest::closeQuietly);
      hearsNothing(lonely);
      link.set(LinkMode.PASS);
      assertThat(lonely.getInputStream().read()).isNegative();
    }
  }

  @Test
  void aHalfOpenLinkCarriesWhatItsSenderHasGivenUp() throws IOException {
    try (Socket before = connect()) {
      echoes(before, 10);
      link.set(LinkMode.HALF_OPEN);
      before.getOutputStream().write(new byte[3]);
    }
    assertThat(echoed).hasValue(10);
    link.set(LinkMode.PASS);
    await().untilAsserted(() -> assertThat(echoed).hasValue(13));
    await().until(() -> link.connections() == 0);
  }

  private static void hearsNothing(Socket socket) throws IOException {
    socket.setSoTimeout(300);
    assertThatThrownBy(() -> assertThat(socket.getInputStream().read()).isNegative())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(20_000);
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
      hearsNothing(socket);
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
      isReset(socket);
      assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTargetThatIsAwayResetsWhoCame() throws IOException {
    // Bound but not listening, so that nobody else can come to listen there.
    try (Socket away = new Socket()) {
      away.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (FaultyLink toNobody = new FaultyLink((InetSocketAddress) away.getLocalSocketAddress());
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
        socket.setSoTimeout(20_000);
        isReset(socket);
      }
    }
  }
}
