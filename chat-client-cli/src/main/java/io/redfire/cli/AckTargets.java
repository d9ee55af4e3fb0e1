package io.redfire.cli;

import io.redfire.chat.v1.AckLevel;
import io.redfire.chat.v1.AckTarget;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a level of acknowledgement: {@code accepted} or {@code replicated:K}. */
final class AckTargets implements ITypeConverter<AckTarget> {
  /** As the contract has it. */
  private static final int MOST_REPLICAS = 16;

  @Override
  public AckTarget convert(String text) {
    String level = text.toLowerCase(Locale.ROOT);
    if (level.equals("accepted")) {
      return AckTarget.newBuilder().setLevel(AckLevel.ACK_LEVEL_ACCEPTED).build();
    }
    if (level.matches("replicated:[0-9]{1,2}")) {
      int replicas = Integer.parseInt(level.substring("replicated:".length()));
      if (replicas >= 1 && replicas <= MOST_REPLICAS) {
        return AckTarget.newBuilder()
            .setLevel(AckLevel.ACK_LEVEL_REPLICATED)
            .setReplicas(replicas)
            .build();
      }
    }
    throw new TypeConversionException(
        "'"
            + TerminalText.neutralise(text)
            + "' is no level of acknowledgement (expected: accepted, or replicated:K for 1 to "
            + MOST_REPLICAS
            + " replicas)");
  }
}
