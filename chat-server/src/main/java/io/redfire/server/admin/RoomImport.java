package io.redfire.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import io.redfire.core.blob.AttachmentBinder;
import io.redfire.core.log.ContentHash;
import io.redfire.core.log.LogException;
import io.redfire.core.log.NewPin;
import io.redfire.core.log.Position;
import io.redfire.core.log.RoomName;
import io.redfire.core.log.UserName;
import io.redfire.core.member.MemberPage;
import io.redfire.core.member.Part;
import io.redfire.core.member.RoomMembers;
import io.redfire.core.room.Role;
import io.redfire.core.transfer.RoomTransfer;
import io.redfire.core.transfer.StagedRoom;
import io.redfire.core.transfer.StoredRules;
import io.redfire.server.attach.FileIntake;
import io.redfire.server.govern.RoomNames;
import io.redfire.server.wire.Problem;
import io.redfire.server.wire.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a room together out of the lines of {@link TransferFormat}. For one thread at a time; blocks
 * on Redis, and holds a batch of lines, a piece of a file and who holds the files before at most.
 *
 * <p>Every line is checked against the one before it as it comes. The room is there in the moment
 * in which all of it is; where anything is wrong, nothing of it stays.
 */
final class RoomImport implements AutoCloseable {
  private static final int BATCH_LINES = 128;
  private static final int BATCH_BYTES = 64 * 1024;
  private static final int LONGEST_WORDS = 200;
  private static final int LONGEST_RAW = 16 * 1024 * 1024;
  private static final int MEMBER_PAGE = 200;

  private static final int MOST_STRANGERS = 100;

  private final RoomTransfer transfer;
  private final RoomMembers members;
  private final Predicate<UserName> hasAccount;
  private final Function<AttachmentBinder, FileIntake> intake;
  private final RoomName room;
  private final List<byte[]> batch = new ArrayList<>();
  private final List<Long> quiet = new ArrayList<>();
  private final List<Long> pins = new ArrayList<>();
  private final List<UserName> strangers = new ArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
  private @Nullable TransferHeader header;
  private @Nullable StagedRoom staged;
  private @Nullable FileIntake files;
  private @Nullable ContentHash file;
  private long fileLeft;
  private final Map<Long, List<ContentHash>> attached = new LinkedHashMap<>();
  private long missingFiles;
  private Position at = Position.ORIGIN;
  private String lastMember = "";
  private boolean isInPieces;
  private boolean hasEntries;
  private int batchBytes;
  private int number;
  private int owners;
  private int inRoom;
  private int moreStrangers;

  /**
   * Begins.
   *
   * @param members of the same store as the transfer
   * @param hasAccount may block on Redis
   * @param intake takes in files for the room that is being put together
   */
  RoomImport(
      RoomTransfer transfer,
      RoomMembers members,
      Predicate<UserName> hasAccount,
      Function<AttachmentBinder, FileIntake> intake,
      RoomName room) {
    this.transfer = transfer;
    this.members = members;
    this.hasAccount = hasAccount;
    this.intake = intake;
    this.room = room;
  }

  /** Takes the next line, without its end. */
  void line(byte[] line) {
    number++;
    try {
      if (header == null) {
        begin(line);
      } else if (isInPieces || file != null || TransferFormat.isOurs(line)) {
        ours(TransferHeader.Fields.read(line));
      } else if (!TransferFormat.isObject(line)) {
        throw broken("not a JSON object");
      } else {
        entry(line);
      }
    } catch (IOException | IllegalArgumentException unreadable) {
      throw broken(plain(unreadable));
    }
  }

  /**
   * What it says of itself, in words that are harmless to show: it may repeat some of the line.
   * What Jackson adds of where it stood is left out.
   */
  private static String plain(Exception unreadable) {
    String told =
        unreadable instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : String.valueOf(unreadable.getMessage());
    return CharMatcher.javaIsoControl().replaceFrom(Ascii.truncate(told, LONGEST_WORDS, "…"), '?');
  }

  private void begin(byte[] line) throws IOException {
    TransferHeader.Fields fields = TransferHeader.Fields.read(line);
    checkVersion(fields);
    TransferHeader read = TransferHeader.read(fields, room);
    header = read;
    at = read.bounds().base();
    StagedRoom begun = transfer.stage(room, at);
    staged = begun;
    files = intake.apply(begun.attachments());
    add(read.parts());
  }

  private void checkVersion(TransferHeader.Fields fields) {
    if (!fields.text("redfire").equals(Integer.toString(TransferFormat.VERSION))) {
      throw broken("not of an export that this version knows (expected: \"redfire\":1 first)");
    }
  }

  private void ours(TransferHeader.Fields fields) {
    checkVersion(fields);
    ContentHash underWay = file;
    if (underWay != null) {
      if (fields.has("file") || !fields.has("bytes")) {
        throw broken("the file before is not whole (expected: more of its bytes)");
      }
      addBytes(underWay, fields);
    } else if (fields.has("file") && !isInPieces) {
      addBytes(beginFile(fields), fields);
    } else if (fields.has("raw")) {
      raw.writeBytes(Base64.getDecoder().decode(fields.text("raw")));
      if (raw.size() > LONGEST_RAW) {
        throw broken("a line of more than " + LONGEST_RAW + " bytes");
      }
      isInPieces = fields.text("more").equals("true");
      if (!isInPieces) {
        entry(raw.toByteArray());
        raw.reset();
      }
    } else if (fields.members != null && !isInPieces && !hasEntries) {
      add(TransferHeader.parts(fields.members));
    } else {
      throw broken("not known here");
    }
  }

  private ContentHash beginFile(TransferHeader.Fields fields) {
    String told = fields.text("file");
    if (!ContentHash.isOne(told)) {
      throw broken("file: no SHA-256 (expected: 64 hex digits)");
    }
    ContentHash begun = new ContentHash(told);
    fileLeft = TransferHeader.number(fields.text("size"));
    if (fileLeft == 0) {
      throw broken("size: 0 (expected: at least 1)");
    }
    // What was pushed so far is remembered for another while.
    push();
    incoming().begin(begun, fileLeft);
    file = begun;
    return begun;
  }

  private void addBytes(ContentHash underWay, TransferHeader.Fields fields) {
    byte[] bytes = Base64.getDecoder().decode(fields.text("bytes"));
    boolean isLast = !fields.text("more").equals("true");
    if (bytes.length > fileLeft || (isLast && bytes.length < fileLeft)) {
      throw broken(
          "file "
              + underWay
              + ": other bytes than its size says (expected: "
              + fileLeft
              + " more)");
    }
    try {
      if (bytes.length > 0) {
        incoming().add(bytes);
        fileLeft -= bytes.length;
      }
      if (isLast) {
        file = null;
        incoming().end();
      }
    } catch (Problem refused) {
      throw ofFile(underWay, refused);
    }
  }

  private Problem ofFile(ContentHash underWay, Problem refused) {
    return switch (refused.reason()) {
      case CONTENT_MISMATCH ->
          broken("file " + underWay + ": its bytes have another SHA-256; they were changed");
      // Nobody who imports knows of any upload.
      case UPLOAD_NOT_FOUND ->
          Problem.of(
              Reason.ROOM_CHANGED, "what was pushed so far is gone (expected: import it again)");
      default -> refused;
    };
  }

  private FileIntake incoming() {
    FileIntake incoming = files;
    if (incoming == null) {
      throw new IllegalStateException("no header yet");
    }
    return incoming;
  }

  private void add(Map<UserName, Part> parts) {
    if (parts.size() > TransferFormat.MEMBERS) {
      throw broken("members: " + parts.size() + " (expected: " + TransferFormat.MEMBERS + ")");
    }
    parts.forEach(
        (user, part) -> {
          if (user.value().compareTo(lastMember) <= 0) {
            throw broken("members: not in the order of their names, or twice");
          }
          lastMember = user.value();
          owners += part.role().equals(Optional.of(Role.OWNER)) ? 1 : 0;
          inRoom += part.role().isPresent() ? 1 : 0;
          if (!hasAccount.test(user)) {
            if (strangers.size() < MOST_STRANGERS) {
              strangers.add(user);
            } else {
              moreStrangers++;
            }
          }
        });
    begun().addParts(parts);
  }

  private void entry(byte[] bytes) {
    hasEntries = true;
    TransferLine line = TransferLine.after(at, bytes);
    boolean wasWrapped = raw.size() > 0;
    if (line.isFalseClaim() && !wasWrapped) {
      throw broken("does not follow from the line before: one of them was changed, or is missing");
    }
    at = line.position();
    batch.add(bytes);
    batchBytes += bytes.length;
    if (line.isQuiet()) {
      quiet.add(at.seq());
    }
    if (!line.files().isEmpty()) {
      attached.put(at.seq(), line.files());
    }
    // Those that are more were pinned by no server.
    if (line.isPinned() && pins.size() < NewPin.MOST_PINS) {
      pins.add(at.seq());
    }
    if (batch.size() == BATCH_LINES || batchBytes >= BATCH_BYTES) {
      push();
    }
  }

  private void push() {
    incoming().verify();
    begun().push(batch, quiet, at);
    refer();
    batch.clear();
    quiet.clear();
    batchBytes = 0;
  }

  /** What did not come too, so that it is the messages' again where somebody brings it later. */
  private void refer() {
    if (attached.isEmpty()) {
      return;
    }
    Set<ContentHash> wanted = new LinkedHashSet<>();
    attached.values().forEach(wanted::addAll);
    Set<ContentHash> held = begun().attachments().find(room, wanted).keySet();
    for (List<ContentHash> hashes : attached.values()) {
      missingFiles += hashes.stream().filter(hash -> !held.contains(hash)).count();
    }
    begun().refer(Map.copyOf(attached));
    attached.clear();
  }

  /** Makes it a room, since all lines came, and notes it for those who are in it. */
  Imported finish() {
    number++;
    TransferHeader told = header;
    if (told == null) {
      throw broken("no line at all (expected: those of an export)");
    }
    if (isInPieces || file != null || !at.equals(told.bounds().head())) {
      throw broken(
          "the end, after entry "
              + at.seq()
              + " (expected: entry "
              + told.bounds().head().seq()
              + " as the first line says)");
    }
    if (!batch.isEmpty()) {
      push();
    }
    Optional<StoredRules> rules =
        told.rules()
            .map(
                known ->
                    new StoredRules(
                        known.version(), known.rules(), owners, inRoom, known.createdAt()));
    incoming().verify();
    commit(rules);
    if (rules.isPresent()) {
      new RoomNames(members).keep(room);
    }
    note();
    return new Imported(
        told.bounds().head().seq() - told.bounds().base().seq(),
        strangers,
        moreStrangers,
        missingFiles);
  }

  /** What may be the room by now needs its files, whatever was answered. */
  private void commit(Optional<StoredRules> rules) {
    try {
      begun().commit(pins, rules);
    } catch (RuntimeException failure) {
      if (!isRefusal(failure)) {
        incoming().leave();
      }
      throw failure;
    }
    incoming().keep();
  }

  /** Whether the store answered that it did not do it. */
  private static boolean isRefusal(RuntimeException failure) {
    return failure instanceof LogException told
        && (told.reason() == LogException.Reason.ROOM_EXISTS
            || told.reason() == LogException.Reason.GOVERNANCE_STALE);
  }

  /**
   * It only helps them to find the room, so it comes after it: of an import that failed, or whose
   * name was taken, nobody's list of rooms tells.
   */
  private void note() {
    String from = "";
    do {
      MemberPage page = members.members(room, from, MEMBER_PAGE);
      page.parts()
          .forEach(
              (user, part) -> {
                if (part.role().isPresent() || part.invited()) {
                  members.addRoom(user, room);
                }
              });
      from = page.next();
    } while (!from.isEmpty());
  }

  private StagedRoom begun() {
    StagedRoom begun = staged;
    if (begun == null) {
      throw new IllegalStateException("no header yet");
    }
    return begun;
  }

  /** What to say of the line that was read last. */
  Problem broken(String complaint) {
    return Problem.of(Reason.FIELD_INVALID, "lines", "line " + number + ": " + complaint)
        .with("line", Integer.toString(number));
  }

  /** Removes what was pushed, unless it is a room now. */
  @Override
  public void close() {
    // What is put together goes first, so that it never names files that are let go of.
    if (staged != null) {
      staged.close();
    }
    if (files != null) {
      files.close();
    }
  }
}
