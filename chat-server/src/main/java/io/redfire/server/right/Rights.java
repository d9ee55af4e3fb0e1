package io.redfire.server.right;

import io.redfire.core.room.RoomKind;
import io.redfire.server.wire.Reason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of who may do what in which kind of room. Immutable; any thread.
 *
 * <p>A cell says {@code yes}, or which refusal: {@code login} to a guest who would need an account,
 * {@code name} to one who would need at least a name, {@code join} to whoever is no member, {@code
 * role} where the role does not allow it, {@code ban} to the banned, {@code hide} where the room
 * must seem not to exist, {@code code} where a right code must not be told from a wrong one, {@code
 * there} where the name is taken.
 */
final class Rights {
  private static final Map<String, Reason> REFUSALS =
      Map.of(
          "login", Reason.LOGIN_REQUIRED,
          "name", Reason.LOGIN_REQUIRED,
          "join", Reason.NOT_A_MEMBER,
          "role", Reason.NOT_PERMITTED,
          "ban", Reason.BANNED,
          "hide", Reason.ROOM_NOT_FOUND,
          "code", Reason.CODE_INVALID,
          "there", Reason.ROOM_EXISTS);

  /** A room that nobody created; nobody has a part in it. */
  private static final Map<Action, Map<Standing, Reason>> OPEN =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER
      READ          yes       yes    yes
      LIST_MEMBERS  yes       yes    yes
      MARK_READ     login     login  role
      SEE_RECEIPTS  login     login  role
      WRITE         name      yes    yes
      CHANGE_OWN    name      yes    yes
      PIN           name      yes    yes
      ERASE_ANY     login     login  role
      OWN_COMMAND   login     login  role
      KEEP_HOOKS    login     login  role
      CREATE        login     login  yes
      JOIN          login     login  role
      JOIN_BY_CODE  login     login  code
      LEAVE         login     login  role
      INVITE        login     login  role
      MAKE_INVITE   login     login  role
      DESCRIBE      login     login  role
      SET_RULES     login     login  role
      SET_ROLE      login     login  role
      MODERATE      login     login  role
      """);

  /** The room of the server's own, before there is anything in it. */
  private static final Map<Action, Map<Standing, Reason>> RESERVED =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER
      READ          yes       yes    yes
      LIST_MEMBERS  yes       yes    yes
      MARK_READ     login     login  role
      SEE_RECEIPTS  login     login  role
      WRITE         login     login  role
      CHANGE_OWN    login     login  role
      PIN           login     login  role
      ERASE_ANY     login     login  role
      OWN_COMMAND   login     login  role
      KEEP_HOOKS    login     login  role
      CREATE        login     login  role
      JOIN          login     login  role
      JOIN_BY_CODE  login     login  code
      LEAVE         login     login  role
      INVITE        login     login  role
      MAKE_INVITE   login     login  role
      DESCRIBE      login     login  role
      SET_RULES     login     login  role
      SET_ROLE      login     login  role
      MODERATE      login     login  role
      """);

  private static final Map<Action, Map<Standing, Reason>> PUBLIC =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  INVITED  BANNED  READ_ONLY  MEMBER  MODERATOR  OWNER
      READ          yes       yes    yes       yes      ban     yes        yes     yes        yes
      LIST_MEMBERS  login     login  yes       yes      ban     yes        yes     yes        yes
      MARK_READ     login     login  join      join     ban     yes        yes     yes        yes
      SEE_RECEIPTS  login     login  join      join     ban     yes        yes     yes        yes
      WRITE         login     login  join      join     ban     role       yes     yes        yes
      CHANGE_OWN    login     login  join      join     ban     role       yes     yes        yes
      PIN           login     login  join      join     ban     role       role    yes        yes
      ERASE_ANY     login     login  join      join     ban     role       role    yes        yes
      OWN_COMMAND   login     login  join      join     ban     role       yes     yes        yes
      KEEP_HOOKS    login     login  join      join     ban     role       role    yes        yes
      CREATE        login     login  there     there    there   there      there   there      there
      JOIN          login     login  yes       yes      ban     yes        yes     yes        yes
      JOIN_BY_CODE  login     login  yes       yes      ban     yes        yes     yes        yes
      LEAVE         login     login  join      yes      ban     yes        yes     yes        yes
      INVITE        login     login  join      join     ban     role       yes     yes        yes
      MAKE_INVITE   login     login  join      join     ban     role       role    yes        yes
      DESCRIBE      login     login  join      join     ban     role       role    yes        yes
      SET_RULES     login     login  join      join     ban     role       role    role       yes
      SET_ROLE      login     login  join      join     ban     role       role    role       yes
      MODERATE      login     login  join      join     ban     role       role    yes        yes
      """);

  /** As a public room, but for who writes. */
  private static final Map<Action, Map<Standing, Reason>> ANNOUNCEMENT =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  INVITED  BANNED  READ_ONLY  MEMBER  MODERATOR  OWNER
      READ          yes       yes    yes       yes      ban     yes        yes     yes        yes
      LIST_MEMBERS  login     login  yes       yes      ban     yes        yes     yes        yes
      MARK_READ     login     login  join      join     ban     yes        yes     yes        yes
      SEE_RECEIPTS  login     login  join      join     ban     yes        yes     yes        yes
      WRITE         login     login  join      join     ban     role       role    yes        yes
      CHANGE_OWN    login     login  join      join     ban     role       role    yes        yes
      PIN           login     login  join      join     ban     role       role    yes        yes
      ERASE_ANY     login     login  join      join     ban     role       role    yes        yes
      OWN_COMMAND   login     login  join      join     ban     role       role    yes        yes
      KEEP_HOOKS    login     login  join      join     ban     role       role    yes        yes
      CREATE        login     login  there     there    there   there      there   there      there
      JOIN          login     login  yes       yes      ban     yes        yes     yes        yes
      JOIN_BY_CODE  login     login  yes       yes      ban     yes        yes     yes        yes
      LEAVE         login     login  join      yes      ban     yes        yes     yes        yes
      INVITE        login     login  join      join     ban     role       yes     yes        yes
      MAKE_INVITE   login     login  join      join     ban     role       role    yes        yes
      DESCRIBE      login     login  join      join     ban     role       role    yes        yes
      SET_RULES     login     login  join      join     ban     role       role    role       yes
      SET_ROLE      login     login  join      join     ban     role       role    role       yes
      MODERATE      login     login  join      join     ban     role       role    yes        yes
      """);

  /** That a name is taken cannot be hidden from whoever wants to take it. */
  private static final Map<Action, Map<Standing, Reason>> PRIVATE =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  INVITED  BANNED  READ_ONLY  MEMBER  MODERATOR  OWNER
      READ          hide      hide   hide      join     hide    yes        yes     yes        yes
      LIST_MEMBERS  hide      hide   hide      join     hide    yes        yes     yes        yes
      MARK_READ     hide      hide   hide      join     hide    yes        yes     yes        yes
      SEE_RECEIPTS  hide      hide   hide      join     hide    yes        yes     yes        yes
      WRITE         hide      hide   hide      join     hide    role       yes     yes        yes
      CHANGE_OWN    hide      hide   hide      join     hide    role       yes     yes        yes
      PIN           hide      hide   hide      join     hide    role       role    yes        yes
      ERASE_ANY     hide      hide   hide      join     hide    role       role    yes        yes
      OWN_COMMAND   hide      hide   hide      join     hide    role       yes     yes        yes
      KEEP_HOOKS    hide      hide   hide      join     hide    role       role    yes        yes
      CREATE        login     login  there     there    there   there      there   there      there
      JOIN          hide      hide   hide      yes      hide    yes        yes     yes        yes
      JOIN_BY_CODE  login     login  yes       yes      code    yes        yes     yes        yes
      LEAVE         hide      hide   hide      yes      hide    yes        yes     yes        yes
      INVITE        hide      hide   hide      join     hide    role       role    yes        yes
      MAKE_INVITE   hide      hide   hide      join     hide    role       role    yes        yes
      DESCRIBE      hide      hide   hide      join     hide    role       role    yes        yes
      SET_RULES     hide      hide   hide      join     hide    role       role    role       yes
      SET_ROLE      hide      hide   hide      join     hide    role       role    role       yes
      MODERATE      hide      hide   hide      join     hide    role       role    yes        yes
      """);

  /** Its two users are its members, and what they may do there cannot be changed. */
  private static final Map<Action, Map<Standing, Reason>> DIRECT =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  MEMBER
      READ          hide      hide   hide      yes
      LIST_MEMBERS  hide      hide   hide      yes
      MARK_READ     hide      hide   hide      yes
      SEE_RECEIPTS  hide      hide   hide      yes
      WRITE         hide      hide   hide      yes
      CHANGE_OWN    hide      hide   hide      yes
      PIN           hide      hide   hide      yes
      ERASE_ANY     hide      hide   hide      role
      OWN_COMMAND   hide      hide   hide      yes
      KEEP_HOOKS    hide      hide   hide      role
      CREATE        hide      hide   hide      there
      JOIN          hide      hide   hide      role
      JOIN_BY_CODE  login     login  code      code
      LEAVE         hide      hide   hide      role
      INVITE        hide      hide   hide      role
      MAKE_INVITE   hide      hide   hide      role
      DESCRIBE      hide      hide   hide      role
      SET_RULES     hide      hide   hide      role
      SET_ROLE      hide      hide   hide      role
      MODERATE      hide      hide   hide      role
      """);

  /** A direct room that neither of its two users opened yet. */
  private static final Map<Action, Map<Standing, Reason>> UNOPENED =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  MEMBER
      READ          hide      hide   hide      hide
      LIST_MEMBERS  hide      hide   hide      hide
      MARK_READ     hide      hide   hide      hide
      SEE_RECEIPTS  hide      hide   hide      hide
      WRITE         hide      hide   hide      hide
      CHANGE_OWN    hide      hide   hide      hide
      PIN           hide      hide   hide      hide
      ERASE_ANY     hide      hide   hide      hide
      OWN_COMMAND   hide      hide   hide      hide
      KEEP_HOOKS    hide      hide   hide      hide
      CREATE        hide      hide   hide      yes
      JOIN          hide      hide   hide      hide
      JOIN_BY_CODE  login     login  code      code
      LEAVE         hide      hide   hide      hide
      INVITE        hide      hide   hide      hide
      MAKE_INVITE   hide      hide   hide      hide
      DESCRIBE      hide      hide   hide      hide
      SET_RULES     hide      hide   hide      hide
      SET_ROLE      hide      hide   hide      hide
      MODERATE      hide      hide   hide      hide
      """);

  /** Its user is its only member; only the server writes there. */
  private static final Map<Action, Map<Standing, Reason>> OWN =
      parse(
          """
                    NAMELESS  GUEST  OUTSIDER  MEMBER
      READ          hide      hide   hide      yes
      LIST_MEMBERS  hide      hide   hide      yes
      MARK_READ     hide      hide   hide      role
      SEE_RECEIPTS  hide      hide   hide      role
      WRITE         hide      hide   hide      role
      CHANGE_OWN    hide      hide   hide      role
      PIN           hide      hide   hide      role
      ERASE_ANY     hide      hide   hide      role
      OWN_COMMAND   hide      hide   hide      role
      KEEP_HOOKS    hide      hide   hide      role
      CREATE        hide      hide   hide      there
      JOIN          hide      hide   hide      role
      JOIN_BY_CODE  login     login  code      code
      LEAVE         hide      hide   hide      role
      INVITE        hide      hide   hide      role
      MAKE_INVITE   hide      hide   hide      role
      DESCRIBE      hide      hide   hide      role
      SET_RULES     hide      hide   hide      role
      SET_ROLE      hide      hide   hide      role
      MODERATE      hide      hide   hide      role
      """);

  /** What an archived room refuses to those who might do it otherwise. */
  private static final Set<Action> ENDED_BY_ARCHIVE =
      EnumSet.of(
          Action.WRITE,
          Action.CHANGE_OWN,
          Action.PIN,
          Action.OWN_COMMAND,
          Action.JOIN,
          Action.JOIN_BY_CODE,
          Action.INVITE,
          Action.MAKE_INVITE,
          Action.DESCRIBE);

  /** What a mute refuses to those who might do it otherwise. */
  private static final Set<Action> ENDED_BY_MUTE =
      EnumSet.of(Action.WRITE, Action.CHANGE_OWN, Action.PIN, Action.OWN_COMMAND);

  private Rights() {}

  /** Why not; null for yes. */
  static @Nullable Reason refusal(RoomKind kind, Standing standing, Action action) {
    return refusal(
        switch (kind) {
          case OPEN -> OPEN;
          case PUBLIC -> PUBLIC;
          case PRIVATE -> PRIVATE;
          case DIRECT -> DIRECT;
          case ANNOUNCEMENT -> ANNOUNCEMENT;
          case OWN -> OWN;
        },
        standing,
        action);
  }

  /** As {@link #refusal}, in a direct room that was not opened yet. */
  static @Nullable Reason refusalUnopened(Standing standing, Action action) {
    return refusal(UNOPENED, standing, action);
  }

  /** As {@link #refusal}, in the room of the server's own where it does not exist yet. */
  static @Nullable Reason refusalReserved(Standing standing, Action action) {
    return refusal(RESERVED, standing, action);
  }

  private static @Nullable Reason refusal(
      Map<Action, Map<Standing, Reason>> table, Standing standing, Action action) {
    Map<Standing, Reason> row = table.get(action);
    return row == null ? Reason.ROOM_NOT_FOUND : row.get(standing);
  }

  /** Whether an archived room refuses it. */
  static boolean isEndedByArchive(Action action) {
    return ENDED_BY_ARCHIVE.contains(action);
  }

  /** Whether it is refused to those who are muted. */
  static boolean isEndedByMute(Action action) {
    return ENDED_BY_MUTE.contains(action);
  }

  /** What is refused; a standing that the table does not name is refused as hidden. */
  private static Map<Action, Map<Standing, Reason>> parse(String table) {
    List<String> lines = table.lines().toList();
    List<String> columns = words(lines.get(0));
    Map<Action, Map<Standing, Reason>> rows = new EnumMap<>(Action.class);
    for (String line : lines.subList(1, lines.size())) {
      List<String> words = words(line);
      Map<Standing, Reason> row = new EnumMap<>(Standing.class);
      for (Standing standing : Standing.values()) {
        int column = columns.indexOf(standing.name());
        String word = column < 0 ? "hide" : words.get(column + 1);
        Reason refusal = REFUSALS.get(word);
        if (refusal != null) {
          row.put(standing, refusal);
        } else if (!word.equals("yes")) {
          throw new IllegalStateException("'" + word + "' in the table of rights");
        }
      }
      rows.put(Action.valueOf(words.get(0)), row);
    }
    return rows;
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split(" +"));
  }
}
