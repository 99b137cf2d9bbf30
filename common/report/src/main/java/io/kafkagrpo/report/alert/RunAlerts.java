package io.kafkagrpo.report.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The alerts that a log gives cause for. Some look back on other stretches than the rules of Prometheus do; their
 * words say so.
 */
public final class RunAlerts {
    /**
     * An alert that fires.
     *
     * @param alert which
     * @param now what is seen at this moment, in one sentence
     */
    public record Firing(Alert alert, String now) {}

    private final List<Firing> firing = new ArrayList<>();

    private RunAlerts() {}

    /** In the order of {@link Alert}. */
    public static List<Firing> of(RunSigns signs) {
        RunAlerts alerts = new RunAlerts();
        if (!signs.finished()) {
            alerts.ofTime(signs);
        }
        alerts.when(
                signs.deadLetters() > Alert.DEAD_LETTERS.limit(),
                Alert.DEAD_LETTERS,
                "In the topic of dead letters: %d.".formatted(signs.deadLetters()));
        alerts.when(
                !Double.isFinite(signs.newestReward()),
                Alert.REWARD_NOT_A_NUMBER,
                "The newest step has no finite reward.");
        alerts.above(signs.missing(), Alert.REWARDS_MISSING, "completions have no reward");
        alerts.above(signs.stale(), Alert.GROUPS_STALE, "groups were too old");
        alerts.above(signs.equal(), Alert.REWARDS_EQUAL, "groups have equal rewards");
        alerts.above(signs.failed(), Alert.GROUPS_FAIL, "groups failed");
        return alerts.firing.stream()
                .sorted((a, b) -> a.alert().compareTo(b.alert()))
                .toList();
    }

    /** Nothing of this is amiss once a run is over. */
    private void ofTime(RunSigns signs) {
        when(
                isLonger(signs.versionAge(), Alert.NO_NEW_VERSION, signs.stepTakes()),
                Alert.NO_NEW_VERSION,
                "The newest weights are %s old.".formatted(words(signs.versionAge())));
        when(
                signs.waitingGroups() > 0 && isLonger(signs.sinceGroup(), Alert.GENERATOR_STUCK, signs.groupTakes()),
                Alert.GENERATOR_STUCK,
                "%d groups wait, and none has ended for %s."
                        .formatted(signs.waitingGroups(), words(signs.sinceGroup())));
        when(
                seconds(signs.scoring()) > Alert.SCORING_SECONDS
                        && seconds(signs.scoringBefore()) > 0
                        && seconds(signs.scoring()) > 2 * seconds(signs.scoringBefore()),
                Alert.LAG_GROWS,
                "The newest groups waited %s for their scores, those before %s."
                        .formatted(words(signs.scoring()), words(signs.scoringBefore())));
    }

    private static boolean isLonger(Duration time, Alert alert, Duration usual) {
        return seconds(time) > Math.max(alert.limit(), Alert.USUAL * seconds(usual));
    }

    private void above(Share share, Alert alert, String what) {
        when(share.value() > alert.limit(), alert, "%s %s.".formatted(share, what));
    }

    private void when(boolean fires, Alert alert, String now) {
        if (fires) {
            firing.add(new Firing(alert, now));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static String words(Duration duration) {
        return duration.toMinutes() < 2
                ? "%d s".formatted(duration.toSeconds())
                : duration.toHours() < 2
                        ? "%d minutes".formatted(duration.toMinutes())
                        : "%d hours".formatted(duration.toHours());
    }
}
