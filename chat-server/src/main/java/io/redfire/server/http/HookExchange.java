package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObject;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.redfire.server.outgoing.HookFailure;
import io.redfire.server.outgoing.HookPost;
import io.redfire.server.outgoing.HookReply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One post and its answer, on a connection of its own. Belongs to its event loop. */
final class HookExchange extends SimpleChannelInboundHandler<HttpObject> {
  private final HookPost post;
  private final CompletableFuture<HookReply> reply;
  private final Duration patience;

  /**
   * @param reply ends with the answer, or in a {@link HookFailure}
   * @param patience how long it may take
   */
  HookExchange(HookPost post, CompletableFuture<HookReply> reply, Duration patience) {
    this.post = post;
    this.reply = reply;
    this.patience = patience;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    var limit =
        context
            .executor()
            .schedule(
                () -> end(context, new HookFailure("no answer in time")),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    var unused = context.channel().closeFuture().addListener(ended -> limit.cancel(false));
    write(context);
  }

  private void write(ChannelHandlerContext context) {
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            post.url().target(),
            Unpooled.wrappedBuffer(post.body()));
    request
        .headers()
        .set(HttpHeaderNames.HOST, post.url().authority())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, post.body().length)
        .set(HttpHeaderNames.USER_AGENT, "redfire-webhooks");
    post.headers().forEach((name, value) -> request.headers().set(name, value));
    var unused = context.writeAndFlush(request);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      end(context, new HookFailure("the answer is no HTTP, or its headers are too long"));
    } else if (part instanceof HttpResponse response && response.status().code() >= 200) {
      reply.complete(
          new HookReply(
              response.status().code(),
              retryAfter(response.headers().get(HttpHeaderNames.RETRY_AFTER))));
      var unused = context.close();
    }
  }

  /** Dates are passed over: they need a clock that both sides agree on. */
  private static Optional<Duration> retryAfter(@Nullable String seconds) {
    return seconds != null && seconds.matches("[0-9]{1,9}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds)))
        : Optional.empty();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    reply.completeExceptionally(new HookFailure("the connection ended without an answer"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean isTls = cause instanceof SSLException || cause.getCause() instanceof SSLException;
    end(
        context,
        new HookFailure(
            isTls ? "no TLS, or no certificate that counts" : "the connection broke", cause));
  }

  private void end(ChannelHandlerContext context, HookFailure failure) {
    reply.completeExceptionally(failure);
    var unused = context.close();
  }
}
