package io.redfire.cli;

import picocli.CommandLine.Command;

/** {@code redfire bench}: measurements. */
@Command(name = "bench", description = "Measures.", synopsisSubcommandLabel = "COMMAND")
final class BenchCommand {}
