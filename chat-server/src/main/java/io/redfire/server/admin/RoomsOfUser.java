package io.redfire.server.admin;

import com.google.common.collect.AbstractIterator;
import io.redfire.core.log.MessageLog;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.RoomMembers;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All rooms in which a user may have written, each once: those noted for the user, direct ones
 * among them, and then all others. For one thread at a time; blocks on Redis, and holds a page of
 * names.
 */
final class RoomsOfUser extends AbstractIterator<RoomName> {
  private static final int PAGE = 200;

  private final MessageLog log;
  private final Set<RoomName> own;
  private final Queue<RoomName> page;
  private Optional<RoomName> last = Optional.empty();
  private boolean isLastPage;

  RoomsOfUser(MessageLog log, RoomMembers members, UserName user) {
    this.log = log;
    this.own = new LinkedHashSet<>(members.rooms(user));
    this.page = new ArrayDeque<>(own);
  }

  @Override
  protected @Nullable RoomName computeNext() {
    while (page.isEmpty() && !isLastPage) {
      List<RoomName> names = log.rooms(last, PAGE);
      isLastPage = names.size() < PAGE;
      if (!names.isEmpty()) {
        last = Optional.of(names.get(names.size() - 1));
      }
      names.stream().filter(name -> !own.contains(name)).forEach(page::add);
    }
    RoomName next = page.poll();
    return next == null ? endOfData() : next;
  }
}
