package io.redfire.core.redis.log;

import io.redfire.core.log.Attachment;
import io.redfire.core.log.Mentions;
import io.redfire.core.log.NewEntry;
import io.redfire.core.log.NewErasure;
import io.redfire.core.log.NewGovernance;
import io.redfire.core.log.NewGovernance.PartChange;
import io.redfire.core.log.NewMessage;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.NewReaction;
import io.redfire.core.log.RoomName;
import io.redfire.core.redis.Bell;
import io.redfire.core.redis.RedisKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call of a script that appends consists of: the script, its keys and its arguments, as the
 * scripts' heads say.
 */
final class AppendWords {
  /** Keys, and arguments, that every script that appends begins with. */
  private static final int SHARED = 3;

  private final RedisKeys names;
  private final RoomName room;
  private final Script script;
  private final List<byte[]> keys = new ArrayList<>();
  private final List<byte[]> arguments = new ArrayList<>();

  private AppendWords(RedisKeys names, long retain, Bell bell, RoomName room, Script script) {
    this.names = names;
    this.room = room;
    this.script = script;
    keys.add(names.logKey(room));
    keys.add(names.head(room));
    keys.add(names.marks(room));
    arguments.add(names.channel(room));
    arguments.add(ascii(retain));
    arguments.add(bell.command());
  }

  /**
   * The words for these, which are messages of that room, or one change.
   *
   * @param retain how many entries the room keeps, unless it says so itself; 0 keeps all
   * @param bell how the call rings
   */
  static AppendWords of(
      RedisKeys names, long retain, Bell bell, RoomName room, List<PendingAppend> messages) {
    PendingAppend first = messages.get(0);
    AppendWords words = new AppendWords(names, retain, bell, room, script(first));
    if (first.entry() instanceof NewGovernance governance) {
      words.addGovernance(first, governance);
    } else if (first.entry() instanceof NewReaction reaction) {
      words.addReaction(first, reaction);
    } else if (first.entry() instanceof NewPin pin) {
      words.addPin(first, pin);
    } else if (words.script.equals(Script.EDIT)) {
      words.addEdit(first);
    } else {
      words.addMessages(messages);
      words.addMembers(messages);
      words.addTags(first);
      words.addAttachments(first.attachments());
    }
    return words;
  }

  /** The words for all of these in one call, each as {@link #of} has it. */
  static AppendWords ofBatch(
      RedisKeys names, long retain, Bell bell, RoomName room, List<List<PendingAppend>> parts) {
    AppendWords batch = new AppendWords(names, retain, bell, room, Script.BATCH);
    Map<String, Integer> places = new HashMap<>();
    for (List<PendingAppend> part : parts) {
      batch.add(of(names, retain, bell, room, part), places);
    }
    return batch;
  }

  private void add(AppendWords part, Map<String, Integer> places) {
    List<byte[]> own = part.keys.subList(SHARED, part.keys.size());
    List<byte[]> said = part.arguments.subList(SHARED, part.arguments.size());
    arguments.add(utf8(part.script.nameInBatch()));
    arguments.add(ascii(own.size()));
    arguments.add(ascii(said.size()));
    for (byte[] key : own) {
      arguments.add(ascii(place(key, places)));
    }
    arguments.addAll(said);
  }

  /** Where the key is among those of the call, which it is put to unless it is one of them. */
  private int place(byte[] key, Map<String, Integer> places) {
    return places.computeIfAbsent(
        new String(key, StandardCharsets.UTF_8),
        absent -> {
          keys.add(key);
          return keys.size();
        });
  }

  private static Script script(PendingAppend first) {
    if (!first.isAlone()) {
      return Script.APPEND;
    }
    NewEntry entry = first.entry();
    if (entry instanceof NewGovernance) {
      return Script.GOVERN;
    }
    if (entry instanceof NewReaction) {
      return Script.REACT;
    }
    if (entry instanceof NewPin) {
      return Script.PIN;
    }
    return entry instanceof NewMessage
        ? Script.ofMessages(first.isTied(), !first.attachments().isEmpty())
        : Script.EDIT;
  }

  private void addTags(PendingAppend first) {
    if (first.isTied() && first.entry() instanceof NewMessage message) {
      arguments.add(utf8(message.ties().replyTag() + " " + message.ties().threadTag()));
    }
  }

  private void addMessages(List<PendingAppend> messages) {
    Map<String, Integer> buckets = new HashMap<>();
    for (PendingAppend pending : messages) {
      arguments.add(ascii(place(names.ids(room, pending.entry().id()), buckets)));
      addId(pending);
      arguments.add(pending.body());
    }
  }

  /** When the bucket of its id expires, and its field there. */
  private void addId(PendingAppend pending) {
    arguments.add(ascii(names.idsExpireAt(pending.entry().id()).toEpochMilli()));
    arguments.add(utf8(pending.entry().from() + ":" + pending.entry().id()));
  }

  private void addMembers(List<PendingAppend> messages) {
    StringBuilder mentioned = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      for (String name : messages.get(i).mentions()) {
        String field = name.equals(Mentions.ROOM) ? "@room" : name;
        mentioned.append(i + 1).append(' ').append(field).append('\n');
      }
    }
    if (!mentioned.isEmpty() || messages.stream().anyMatch(PendingAppend::isOfMember)) {
      keys.add(names.rules(room));
      keys.add(names.members(room));
      keys.add(names.mentions(room));
      keys.add(names.quiet(room));
      keys.add(names.read(room));
      arguments.add(utf8(mentioned.toString()));
    }
  }

  private void addAttachments(List<Attachment> attachments) {
    if (attachments.isEmpty()) {
      return;
    }
    keys.add(names.attachments(room));
    keys.add(names.attachmentRefs(room));
    attachments.forEach(attachment -> arguments.add(utf8(attachment.hash().value())));
    arguments.add(ascii(attachments.size()));
  }

  private void addEdit(PendingAppend pending) {
    keys.add(names.ids(room, pending.entry().id()));
    keys.add(names.quiet(room));
    keys.add(names.pins(room));
    keys.add(names.attachmentRefs(room));
    keys.add(names.attachments(room));
    keys.add(names.thumbnails(room));
    addId(pending);
    boolean ofAnyone = pending.entry() instanceof NewErasure erasure && erasure.ofAnyone();
    arguments.add(utf8(ofAnyone ? "1" : ""));
    arguments.add(pending.body());
  }

  private void addReaction(PendingAppend pending, NewReaction reaction) {
    keys.add(names.ids(room, reaction.id()));
    keys.add(names.quiet(room));
    addId(pending);
    arguments.add(ascii(reaction.seq()));
    arguments.add(utf8(reaction.emoji()));
    arguments.add(utf8(reaction.removed() ? "1" : ""));
    arguments.add(ascii(NewReaction.MOST_EMOJI));
    arguments.add(ascii(NewReaction.MOST_REACTIONS));
    arguments.add(ascii(NewReaction.MOST_BYTES));
    arguments.add(pending.body());
    arguments.add(utf8(reaction.tag()));
  }

  private void addPin(PendingAppend pending, NewPin pin) {
    keys.add(names.ids(room, pin.id()));
    keys.add(names.quiet(room));
    keys.add(names.pins(room));
    addId(pending);
    arguments.add(ascii(pin.seq()));
    arguments.add(utf8(pin.removed() ? "1" : ""));
    arguments.add(ascii(NewPin.MOST_PINS));
    arguments.add(pending.body());
    arguments.add(utf8(pin.tag()));
  }

  private void addGovernance(PendingAppend pending, NewGovernance governance) {
    keys.add(names.ids(room, governance.id()));
    keys.add(names.quiet(room));
    keys.add(names.rules(room));
    keys.add(names.members(room));
    keys.add(names.read(room));
    addId(pending);
    arguments.add(utf8(governance.version()));
    arguments.add(ascii(governance.at().toEpochMilli()));
    arguments.add(ascii(governance.parts().size()));
    governance
        .rules()
        .<Collection<String>>map(rules -> RulesText.fields(rules).values())
        .orElse(List.of("", "", "", "", "", ""))
        .forEach(field -> arguments.add(utf8(field)));
    for (PartChange change : governance.parts()) {
      arguments.add(utf8(change.user().value()));
      arguments.add(utf8(PartText.of(change)));
    }
    arguments.addAll(pending.bodies());
  }

  Script script() {
    return script;
  }

  List<byte[]> keys() {
    return keys;
  }

  List<byte[]> arguments() {
    return arguments;
  }

  private static byte[] ascii(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
