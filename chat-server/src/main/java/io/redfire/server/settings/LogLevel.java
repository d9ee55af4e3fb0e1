package io.redfire.server.settings;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much the log tells of the server's own doings. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG;

  /** Makes the loggers of this program follow it, from now on. */
  void apply() {
    if (LoggerFactory.getLogger("io.redfire") instanceof Logger logger) {
      logger.setLevel(Level.valueOf(name()));
    }
  }
}
