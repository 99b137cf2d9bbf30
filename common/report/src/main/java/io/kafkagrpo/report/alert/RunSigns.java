package io.kafkagrpo.report.alert;

import java.time.Duration;

/**
 * What a log says of a run's health at a moment.
 *
 * @param finished whether its end is in the log
 * @param versionAge since the newest weights, or since the run began
 * @param stepTakes the usual time of a step; zero where there is none yet
 * @param newestReward mean reward of the newest step, NaN where that has none; zero where there is no step yet
 * @param deadLetters records that nobody could use
 * @param missing completions without a reward among those that the newest steps decided
 * @param stale groups that were too old among those
 * @param equal groups of equal rewards among those
 * @param failed among the groups that ended last
 * @param waitingGroups that were asked for and have no end
 * @param sinceGroup since the last group ended, or since the oldest waiting one was asked for, whichever is later
 * @param groupTakes the usual time from a group's prompt to its end; zero where none has ended
 * @param scoring the newest groups' mean time from their last completion to their end
 * @param scoringBefore the same of as many groups before them; zero where there are not so many
 */
public record RunSigns(
        boolean finished,
        Duration versionAge,
        Duration stepTakes,
        double newestReward,
        long deadLetters,
        Share missing,
        Share stale,
        Share equal,
        Share failed,
        long waitingGroups,
        Duration sinceGroup,
        Duration groupTakes,
        Duration scoring,
        Duration scoringBefore) {}
