package io.redfire.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.util.List;

/** What every refusal must be, whatever was sent. */
public final class Refusals {
  /** A refusal repeats little of what was sent, so that it cannot be made to grow with it. */
  private static final int MOST_BYTES = 2048;

  private Refusals() {}

  /** Exactly one reason, out of the table, with its own code; words that are harmless and short. */
  public static void assertConforming(Status status) {
    List<ErrorInfo> infos =
        status.getDetailsList().stream()
            .filter(detail -> detail.is(ErrorInfo.class))
            .map(Refusals::info)
            .toList();
    assertThat(infos).hasSize(1);
    assertThat(infos.get(0).getDomain()).isEqualTo(Problem.DOMAIN);
    Reason reason = Reason.valueOf(infos.get(0).getReason());
    if (reason != Reason.TRANSPORT) {
      assertThat(status.getCode()).isEqualTo(reason.code().value());
    }
    assertThat(reason).isNotEqualTo(Reason.INTERNAL);
    assertThat(
            status.getDetailsList().stream().filter(detail -> detail.is(BadRequest.class)).count())
        .isLessThanOrEqualTo(1);
    assertThat(status.getMessage()).isNotEmpty().doesNotContainPattern("\\p{IsControl}");
    assertThat(status.getSerializedSize()).isLessThan(MOST_BYTES);
  }

  private static ErrorInfo info(Any detail) {
    try {
      return detail.unpack(ErrorInfo.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("a detail that is no ErrorInfo", e);
    }
  }
}
