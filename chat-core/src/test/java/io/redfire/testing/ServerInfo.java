package io.redfire.testing;

/** The text that INFO or CLUSTER INFO answers with: lines of name and value. */
record ServerInfo(String text) {
  /** The value of that name, or an empty text. */
  String value(String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}
