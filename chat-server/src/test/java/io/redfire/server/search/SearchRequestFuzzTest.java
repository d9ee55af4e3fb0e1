package io.redfire.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import io.redfire.server.wire.Refusals;
import io.redfire.testing.fuzz.FuzzTarget;

/** Queries and page tokens, as clients send them. */
class SearchRequestFuzzTest {
  @FuzzTarget(maxBytes = 2048)
  void queryIsReadOrRefused(byte[] input) {
    SearchMessagesRequest request =
        SearchMessagesRequest.newBuilder().setQuery(new String(input, UTF_8)).build();
    SearchQuery query;
    try {
      query = SearchQueryParser.parse(request);
    } catch (Problem refusal) {
      assertThat(refusal.reason()).isEqualTo(Reason.QUERY_INVALID);
      Refusals.assertConforming(refusal.status());
      return;
    }
    assertThat(query).isEqualTo(SearchQueryParser.parse(request));
    assertThat(query.phrases()).hasSizeLessThanOrEqualTo(SearchQueryParser.MOST_PARTS);
    assertThat(query.rooms()).hasSizeLessThanOrEqualTo(SearchQueryParser.MOST_PARTS);
    assertThat(query.phrases())
        .allSatisfy(
            phrase -> {
              assertThat(phrase).isNotEmpty();
              for (int i = 1; i < phrase.size(); i++) {
                assertThat(phrase.get(i).place()).isGreaterThan(phrase.get(i - 1).place());
              }
            });
  }

  @FuzzTarget(maxBytes = 256)
  void tokenIsAPlaceOrRefused(byte[] input) {
    String token = new String(input, UTF_8);
    for (int digest : new int[] {0, 7}) {
      try {
        SearchPlace place = SearchPlace.parse(token, digest);
        assertThat(place.seq()).isPositive();
        assertThat(SearchPlace.parse(place.token(), digest)).isEqualTo(place);
      } catch (Problem refusal) {
        assertThat(refusal.reason()).isEqualTo(Reason.CURSOR_INVALID);
        Refusals.assertConforming(refusal.status());
      }
    }
  }
}
