package io.redfire.core.member;

import io.redfire.core.log.UserName;
import java.util.Map;

/**
 * How far some of the members of a room have read.
 *
 * @param next from where to go on; empty text where there is no more
 */
public record MarksPage(Map<UserName, Marks> marks, String next) {}
