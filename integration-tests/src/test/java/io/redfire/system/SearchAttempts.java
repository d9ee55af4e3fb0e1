package io.redfire.system;

import static io.redfire.system.Attempt.ok;
import static java.util.Map.entry;

import io.redfire.chat.v1.SearchHit;
import io.redfire.chat.v1.SearchMessagesRequest;
import io.redfire.chat.v1.SearchMessagesResponse;
import java.util.Map;

/** The calls that search. */
final class SearchAttempts {
  static final Map<String, Attempt> ALL =
      Map.ofEntries(
          entry(
              "SearchMessages",
              scene ->
                  ok(
                      scene
                          .search()
                          .searchMessages(
                              SearchMessagesRequest.newBuilder()
                                  .setQuery("hello")
                                  .addRooms(scene.room())
                                  .build()))),
          entry("SearchMessages (everywhere)", SearchAttempts::searchEverywhere));

  private SearchAttempts() {}

  private static String searchEverywhere(Scene scene) {
    if (scene.who().token().isPresent() && scene.who().isLetIn() && !scene.isOwnLog()) {
      scene.stage().note(scene.who().user(), scene.room());
    }
    long seq = scene.othersMessage();
    SearchMessagesRequest request = SearchMessagesRequest.newBuilder().setQuery("hello").build();
    SearchMessagesResponse page;
    do {
      // The newest of all messages in all rooms: on the first page, once its room is indexed.
      page = scene.search().searchMessages(request);
    } while (!page.getComplete());
    boolean found =
        page.getHitsList().stream()
            .map(SearchHit::getEntry)
            .anyMatch(hit -> hit.getRoom().equals(scene.room()) && hit.getSeq() == seq);
    return (found ? Answer.IN : Answer.OUT).word();
  }
}
