package io.redfire.server.http;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpMessage;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Puts requests together, and refuses one that is too large in JSON as all else. */
final class WholeRequests extends HttpObjectAggregator {
  /** Bytes that JSON may take for a letter of one byte: a backslash, u and four digits. */
  private static final int LONGEST_ESCAPE = 6;

  /** Bytes for all that is not the text. */
  private static final int BYTES_BESIDE = 8 * 1024;

  /** A client that is still sending would not hear why the connection ends. */
  private static final long LINGER_MILLIS = 1000;

  /**
   * Takes bodies as long as the longest text may be, however it is escaped, and no longer: they are
   * held before it is known whose they are.
   *
   * @param mostTextBytes bytes of a text in UTF-8 that the node takes
   */
  WholeRequests(int mostTextBytes) {
    super(LONGEST_ESCAPE * mostTextBytes + BYTES_BESIDE, true);
  }

  /** Whoever asks before it sends too much hears the same as one that has begun. */
  @Override
  protected @Nullable Object newContinueResponse(
      HttpMessage start, int most, ChannelPipeline pipeline) {
    Object answer = super.newContinueResponse(start, most, pipeline);
    return answer instanceof HttpResponse refusal && refusal.status().code() == 413
        ? HookHandler.response(tooLarge())
        : answer;
  }

  private HttpAnswer tooLarge() {
    return HttpAnswer.refused(
        413, "the body is too large (expected: at most " + maxContentLength() + " bytes)");
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
    var unused =
        context
            .writeAndFlush(HookHandler.response(tooLarge()))
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
