package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMessage;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import java.util.concurrent.TimeUnit;

/** Puts requests together, and refuses one that is too large in JSON as all else. */
final class WholeRequests extends HttpObjectAggregator {
  /** Bytes of a request's body. */
  static final int MOST_BYTES = 64 * 1024;

  /** A client that is still sending would not hear why the connection ends. */
  private static final long LINGER_MILLIS = 1000;

  WholeRequests() {
    super(MOST_BYTES);
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    HttpAnswer answer =
        HttpAnswer.refused(
            413, "the body is too large (expected: at most " + MOST_BYTES + " bytes)");
    var unused =
        context
            .writeAndFlush(HookHandler.response(answer))
            .addListener(written -> closeLater(context));
  }

  private static void closeLater(ChannelHandlerContext context) {
    var unusedTimer =
        context
            .executor()
            .schedule(
                () -> {
                  var unused = context.close();
                },
                LINGER_MILLIS,
                TimeUnit.MILLISECONDS);
  }
}
