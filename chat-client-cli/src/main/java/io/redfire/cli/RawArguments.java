package io.redfire.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads the command line's bytes again where Java could not. Any thread may call it.
 *
 * <p>Under {@code LANG=C} Java turns every byte of an argument that is not ASCII into U+FFFD before
 * {@code main} sees it. Linux still has the bytes, and they are UTF-8 in practice.
 */
final class RawArguments {
  private RawArguments() {}

  static String[] repair(String[] args) {
    return repair(args, Path.of("/proc/self/cmdline"));
  }

  static String[] repair(String[] args, Path commandLine) {
    if (Arrays.stream(args).noneMatch(arg -> arg.indexOf('\ufffd') >= 0)) {
      return args;
    }
    try {
      String whole = Files.readString(commandLine, StandardCharsets.UTF_8);
      String[] all = whole.split("\0", -1);
      // Each argument ends with a zero byte, so the split gives an empty piece more.
      int until = all.length - 1;
      return until < args.length ? args : Arrays.copyOfRange(all, until - args.length, until);
    } catch (IOException e) {
      return args;
    }
  }
}
