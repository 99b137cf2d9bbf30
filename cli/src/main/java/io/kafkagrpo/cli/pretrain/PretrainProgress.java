package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.cli.terminal.Screen;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Shows how a warm-up goes: phase, step, loss, latest held-out accuracy, time left in the phase. */
final class PretrainProgress implements Pretraining.Progress {

    private final Screen screen;
    private Instant started = Instant.now();
    private double latest = Double.NaN;

    PretrainProgress(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void step(PretrainPhase phase, int step, double loss, double accuracy) {
        if (step == 1) {
            started = Instant.now();
        }
        boolean measured = !Double.isNaN(accuracy);
        latest = measured ? accuracy : latest;
        String known = Double.isNaN(latest) ? "" : String.format(Locale.ROOT, ", held-out %.1f %%", 100 * latest);
        String line = String.format(
                Locale.ROOT,
                "%s: step %d of %d, loss %.4f%s, at most %s left",
                phase.name(),
                step,
                phase.steps(),
                loss,
                known,
                left(phase, step));
        if (measured) {
            screen.line(line);
        } else {
            screen.status(line);
        }
    }

    private String left(PretrainPhase phase, int step) {
        Duration spent = Duration.between(started, Instant.now());
        if (step == 1) {
            return "?";
        }
        long seconds = spent.toSeconds() * (phase.steps() - step) / (step - 1);
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
}
