package io.kafkagrpo.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.kafkagrpo.broker.EmbeddedBroker;
import io.kafkagrpo.cli.CommandRun;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.record.TrainingStep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on from another's state, with the packaged services. */
class ForkIT {
    /** One sequence at a time, so that no sample's last bits depend on its company. */
    private static final List<String> SMALL = List.of(
            "max-staleness=0",
            "groups-per-step=2",
            "group-size=4",
            "generator.slots=1",
            "optimizer.warmup-steps=1",
            "evaluation.limit=4",
            "evaluation.every=0",
            "learner.checkpoint-every=3");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void anUnchangedForkMakesItsParentsStepsAndAChangedOneIsReplayed() throws Exception {
        // Given a finished, strictly on-policy run of five steps, with a checkpoint of the third
        Path parent = folder.resolve("parent");
        List<String> arguments = new ArrayList<>(List.of("arithmetic", "--run-dir", parent.toString()));
        SMALL.forEach(pair -> arguments.addAll(List.of("--set", pair)));
        succeeds(command("train", arguments, "--set", "steps=5"));
        List<TrainingStep> steps = steps(parent, "arithmetic");

        // When it is forked before its checkpoint, with nothing changed
        Path same = folder.resolve("same");
        succeeds(fork(parent, "--step", "2", "--into", "same", "--into-dir", same.toString()));
        // Then the fork's steps are its parent's, bit for bit
        List<TrainingStep> again = steps(same, "same");
        assertThat(again).extracting(TrainingStep::getStep).containsExactly(3L, 4L, 5L);
        for (int i = 0; i < again.size(); i++) {
            TrainingStep logged = steps.get(2 + i);
            assertThat(again.get(i).getWeightsSum()).isEqualTo(logged.getWeightsSum());
            assertThat(again.get(i).getStateSum()).isEqualTo(logged.getStateSum());
            assertThat(again.get(i).getFeederPosition()).isEqualTo(logged.getFeederPosition());
        }

        // When it is forked after its checkpoint, asynchronous and with its past, and the learner is killed
        Path past = folder.resolve("past");
        RunProbe probe = new RunProbe(past, "past");
        try (CommandProcess command = new CommandProcess(
                folder,
                Map.of(),
                List.of("-Dgrpo.root=" + Path.of("..").toAbsolutePath().normalize()),
                List.of(
                        "fork",
                        parent.toString(),
                        "--step",
                        "4",
                        "--train-on-past",
                        "--into",
                        "past",
                        "--into-dir",
                        past.toString(),
                        "--set",
                        "max-staleness=2",
                        "--set",
                        "objective.presets=tis",
                        "--set",
                        "steps=9"))) {
            probe.follow(command);
            probe.awaitStep(6);
            probe.kill(Services.LEARNER);
            assertThat(probe.exitCode()).as(command.err()).isZero();
            // Then its fresh samples were taken: those of versions 2 and 3, trained on by then, and those of 4
            assertThat(command.out() + command.err())
                    .contains("6 groups of the past qualify; the run that is forked trained on 4 of them.");
        }
        assertThat(steps(past, "past")).extracting(TrainingStep::getStep).containsExactly(5L, 6L, 7L, 8L, 9L);
        // And whatever looks at it finds it in order
        for (Path fork : List.of(same, past)) {
            succeeds(CommandRun.of("replay", fork.toString()));
            CommandRun audit = succeeds(CommandRun.of("audit", fork.toString()));
            assertThat(audit.out()).contains("forked from 'arithmetic' after step", "Everything holds.");
            succeeds(CommandRun.of("report", fork.toString()));
            assertThat(succeeds(CommandRun.of("trace", fork.toString(), "5")).out())
                    .contains("step 5, committed at");
        }
        // And a fork can be forked
        Path third = folder.resolve("third");
        succeeds(fork(same, "--step", "4", "--into", "third", "--into-dir", third.toString()));
        assertThat(steps(third, "third"))
                .extracting(TrainingStep::getWeightsSum)
                .containsExactly(steps.getLast().getWeightsSum());
    }

    private static CommandRun fork(Path run, String... more) {
        return command("fork", List.of(run.toString()), more);
    }

    private static CommandRun command(String command, List<String> arguments, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static CommandRun succeeds(CommandRun run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run;
    }

    /** What the log says, once it holds. */
    private static List<TrainingStep> steps(Path directory, String run) {
        RunProbe probe = new RunProbe(directory, run);
        try (EmbeddedBroker broker = probe.broker()) {
            RunLog log = probe.log(broker);
            log.assertAuditFindsNothing();
            return log.steps();
        }
    }
}
