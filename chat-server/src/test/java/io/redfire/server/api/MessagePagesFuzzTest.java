package io.redfire.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.Entry;
import io.redfire.chat.v1.ListMessagesRequest;
import io.redfire.chat.v1.ListMessagesResponse;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;
import io.redfire.testing.fuzz.LineLog;
import java.util.List;

/** Page tokens, as clients bring them back. */
class MessagePagesFuzzTest {
  private static final int ENTRIES = 5;

  /** Whatever page a token leads to, the pages from there on come to an end, each dense. */
  @FuzzTarget(maxBytes = 128)
  void tokenLeadsToPagesOrIsRefused(byte[] input) {
    LineLog log = new LineLog();
    for (int line = 1; line <= ENTRIES; line++) {
      log.push(("line " + line).getBytes(UTF_8));
    }
    MessagePages pages = new MessagePages(log);
    String token = new String(input, UTF_8);
    try {
      for (int page = 0; page <= ENTRIES && (page == 0 || !token.isEmpty()); page++) {
        assertThat(page).isLessThan(ENTRIES);
        ListMessagesResponse response =
            pages.page(
                ListMessagesRequest.newBuilder().setRoom("chat").setPageToken(token).build(), 2);
        List<Long> seqs = response.getEntriesList().stream().map(Entry::getSeq).toList();
        for (int i = 1; i < seqs.size(); i++) {
          assertThat(seqs.get(i)).isEqualTo(seqs.get(i - 1) + 1);
        }
        assertThat(response.getBounds().getLastSeq()).isEqualTo(ENTRIES);
        token = response.getNextPageToken();
      }
    } catch (Problem refusal) {
      assertThat(token).isEqualTo(new String(input, UTF_8));
      Refusals.assertConforming(refusal.status());
    }
  }
}
