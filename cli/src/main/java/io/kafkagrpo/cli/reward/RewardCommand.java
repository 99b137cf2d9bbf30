package io.kafkagrpo.cli.reward;

import picocli.CommandLine.Command;

/** {@code grpo reward}. */
@Command(
        name = "reward",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RewardNewCommand.class, RewardServeCommand.class},
        description = {"Reward functions of your own; docs/rewards.md has them in Java, Python and behind HTTP.", ""})
public final class RewardCommand {}
