package io.kafkagrpo.cli.terminal;

import io.kafkagrpo.broker.BrokerLog;
import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes; mixed into the root command and inherited from there. */
public final class GlobalOptions {
    /** The mixin's name in the root command. */
    public static final String NAME = "global";

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Shows stack traces of failures and more of what happens.")
    private boolean verbose;

    /** The options that a command of this family was called with. */
    public static GlobalOptions of(CommandSpec command) {
        CommandSpec mixin =
                Objects.requireNonNull(command.root().mixins().get(NAME), "the root command's global options");
        return (GlobalOptions) mixin.userObject();
    }

    /** How much the embedded broker and the Kafka clients log. */
    public BrokerLog.Verbosity verbosity() {
        return verbose ? BrokerLog.Verbosity.VERBOSE : BrokerLog.Verbosity.QUIET;
    }

    /** Whether stack traces are wanted. */
    public boolean isVerbose() {
        return verbose;
    }
}
