package io.redfire.server.account;

import io.redfire.core.log.UserName;

/** What one-time codes are good for, as the store knows it. */
public final class CodePurpose {
  /** To become the first administrator. */
  public static final String FIRST_ADMIN = "first-admin";

  private CodePurpose() {}

  /** To register under that name. */
  public static String registrationOf(UserName user) {
    return "register:" + user;
  }
}
