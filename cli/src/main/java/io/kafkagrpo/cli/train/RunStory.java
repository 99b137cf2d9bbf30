package io.kafkagrpo.cli.train;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.TrainingStep;
import io.kafkagrpo.report.Eta;
import io.kafkagrpo.report.StatusLine;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.time.Duration;
import java.time.Instant;

/** A run as it is told on a screen while its events come in. */
final class RunStory {
    private final RunSettings settings;
    private final Screen screen;
    private final RunEvents events = new RunEvents();
    private final Instant begun = Instant.now();

    RunStory(RunSettings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
    }

    /** Keeps the next event of the topic, and says nothing of it. */
    void keep(StepEvent event) {
        events.add(event);
    }

    /** Keeps the next event; an evaluation gets a line. */
    void tell(StepEvent event) {
        keep(event);
        if (event.hasEvaluation()) {
            screen.line(StatusLine.of(event.getEvaluation()));
        }
    }

    RunEvents events() {
        return events;
    }

    /** @throws CommandFailure if the run was started with another configuration than this command has */
    void refuseOther(RunStarted started) {
        RunMismatch.between(started.getConfigurationMap(), settings.shared()).ifPresent(sentence -> {
            throw new CommandFailure(ExitCode.RUN_MISMATCH, sentence);
        });
    }

    /**
     * Shows where the run stands.
     *
     * @param services what they do while there is no step; may be empty
     * @param trouble what is said instead of it, and of the last step's figures; may be empty
     */
    void showStatus(String services, String trouble) {
        screen.status(events.steps().isEmpty() ? starting(trouble.isEmpty() ? services : trouble) : stepLine(trouble));
    }

    /** Whether no step has been committed yet. */
    boolean isStarting() {
        return events.steps().isEmpty();
    }

    private String stepLine(String trouble) {
        TrainingStep last = events.steps().getLast();
        long total = settings.get(Keys.STEPS);
        return trouble.isEmpty()
                ? StatusLine.of(last, total, Eta.of(events.steps(), total))
                : "step %d/%d  %s".formatted(last.getStep(), total, trouble);
    }

    private String starting(String more) {
        boolean evaluated = !events.evaluations().isEmpty();
        String doing = events.started() == null
                ? "starting"
                : evaluated ? "first step under way" : "evaluating the initial model";
        String clock = StatusLine.clock(Duration.between(begun, Instant.now()));
        return "%s  %s  %s".formatted(doing, clock, more).strip();
    }
}
