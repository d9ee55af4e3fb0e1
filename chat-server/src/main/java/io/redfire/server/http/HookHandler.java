package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderValues;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMethod;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.redfire.core.log.Appended;
import io.redfire.core.rate.ClientAddress;
import io.redfire.server.bot.HookBody;
import io.redfire.server.bot.HookPath;
import io.redfire.server.bot.HookPosts;
import io.redfire.server.metrics.ServerMetrics;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the one request of one connection, which ends then. Belongs to its connection's loop.
 *
 * <p>It must never tell a path to any log: a path is a secret.
 */
final class HookHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final String HOOKS = "/hooks/";

  private final HookPosts posts;
  private final ServerMetrics metrics;
  private final Duration patience;
  private @Nullable Future<?> limit;
  private boolean taken;
  private boolean answered;

  /**
   * @param patience how long a request may take to come, and its answer after that
   */
  HookHandler(HookPosts posts, ServerMetrics metrics, Duration patience) {
    this.posts = posts;
    this.metrics = metrics;
    this.patience = patience;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    limit =
        later(
            context,
            () -> {
              var unused = context.close();
            });
    var unused = context.channel().closeFuture().addListener(ended -> unlimited());
  }

  private Future<?> later(ChannelHandlerContext context, Runnable task) {
    return context.executor().schedule(task, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void unlimited() {
    Future<?> running = limit;
    if (running != null) {
      running.cancel(false);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (taken) {
      return;
    }
    taken = true;
    unlimited();
    if (request.decoderResult().isFailure()) {
      answer(context, HttpAnswer.refused(400, "not HTTP (expected: a POST of HTTP/1.1)"));
    } else if (!request.uri().startsWith(HOOKS)) {
      answer(context, HttpAnswer.refused(404, "nothing is here (expected: the path of a webhook)"));
    } else if (!request.method().equals(HttpMethod.POST)) {
      answer(context, HttpAnswer.refused(405, "webhooks are posted to (expected: POST)"));
    } else {
      post(context, request);
    }
  }

  private void post(ChannelHandlerContext context, FullHttpRequest request) {
    // What was said may stand by then: the poster is told, and not left alone.
    limit = later(context, () -> answer(context, HttpAnswer.of(inTime())));
    CompletableFuture<Appended> said;
    try {
      said =
          posts.post(
              HookPath.parse(request.uri()),
              HookBody.parse(ByteBufUtil.getBytes(request.content())),
              from(context));
    } catch (RuntimeException refused) {
      said = CompletableFuture.failedFuture(refused);
    }
    var unused =
        said.whenComplete(
            (appended, failure) -> {
              Problem problem = failure == null ? null : Problem.from(failure);
              metrics.webhookPosted(
                  problem == null
                      ? ServerMetrics.Post.ACCEPTED
                      : problem.mayPass() ? ServerMetrics.Post.FAILED : ServerMetrics.Post.REFUSED);
              HttpAnswer answer =
                  problem == null ? HttpAnswer.of(appended) : HttpAnswer.of(problem);
              context.executor().execute(() -> answer(context, answer));
            });
  }

  private static Problem inTime() {
    return Problem.of(
        Reason.STORE_UNAVAILABLE,
        "the message store did not answer in time (expected: the same again, with the same id)");
  }

  private static Optional<ClientAddress> from(ChannelHandlerContext context) {
    return context.channel().remoteAddress() instanceof InetSocketAddress address
            && !address.isUnresolved()
        ? Optional.of(ClientAddress.of(address.getAddress()))
        : Optional.empty();
  }

  private void answer(ChannelHandlerContext context, HttpAnswer answer) {
    if (answered) {
      return;
    }
    answered = true;
    unlimited();
    // Whoever does not take the answer does not keep the connection.
    limit =
        later(
            context,
            () -> {
              var unusedEnd = context.close();
            });
    var unused = context.writeAndFlush(response(answer)).addListener(ChannelFutureListener.CLOSE);
  }

  /** As HTTP has it; each connection has one request. */
  static FullHttpResponse response(HttpAnswer answer) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.wrappedBuffer(answer.body()));
    var headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (answer.status() == 405) {
      headers.set(HttpHeaderNames.ALLOW, HttpMethod.POST);
    }
    answer
        .retryAfter()
        .ifPresent(
            wait -> headers.set(HttpHeaderNames.RETRY_AFTER, wait.plusMillis(999).toSeconds()));
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A connection that broke; what it was about is nobody's business.
    var unused = context.close();
  }
}
