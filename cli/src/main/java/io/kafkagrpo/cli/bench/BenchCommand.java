package io.kafkagrpo.cli.bench;

import io.kafkagrpo.cli.bench.algorithms.BenchAlgorithmsCommand;
import io.kafkagrpo.cli.bench.generator.BenchGeneratorsCommand;
import io.kafkagrpo.cli.bench.page.BenchDashboardCommand;
import io.kafkagrpo.cli.bench.reward.BenchRewardsCommand;
import io.kafkagrpo.cli.bench.staleness.BenchStalenessCommand;
import picocli.CommandLine.Command;

/** {@code grpo bench}: the measurements. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchAlgorithmsCommand.class,
            BenchDashboardCommand.class,
            BenchEngineCommand.class,
            BenchEnduranceCommand.class,
            BenchGeneratorsCommand.class,
            BenchMemoryCommand.class,
            BenchRewardsCommand.class,
            BenchStalenessCommand.class,
            BenchStartCommand.class,
            BenchWeightsCommand.class
        },
        description = {"Measures: timings belong here, not into tests.", ""})
public final class BenchCommand {}
