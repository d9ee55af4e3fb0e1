package io.redfire.core.member;

import io.redfire.core.log.UserName;
import java.util.Map;

/**
 * Some of the users whom a room knows.
 *
 * @param next from where to go on; empty text where there is no more
 */
public record MemberPage(Map<UserName, Part> parts, String next) {}
