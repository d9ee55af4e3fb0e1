package io.redfire.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a page over HTTP. Any thread may use it. */
final class MetricsPages implements ITypeConverter<URI> {
  @Override
  public URI convert(String given) {
    try {
      URI page = new URI(given);
      boolean http = "http".equals(page.getScheme()) || "https".equals(page.getScheme());
      if (http && page.getHost() != null) {
        return page;
      }
    } catch (URISyntaxException | NumberFormatException e) {
      // The same message serves.
    }
    throw new TypeConversionException(
        "'"
            + TerminalText.neutralise(given)
            + "' (expected: a URL such as http://127.0.0.1:7401/metrics)");
  }
}
