package io.redfire.server.doctor;

import java.util.Locale;

/** How much a finding matters. Worse ones come later. */
enum Level {
  /** As it should be. */
  OK,
  /** Good to know, or what could not be looked at. */
  NOTE,
  /** Should be changed: it costs safety or speed in some event. */
  WARNING,
  /** Has to be changed: messages would be lost or refused, or strangers could come in. */
  PROBLEM;

  /** The word for it in the report. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
