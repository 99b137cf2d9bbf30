package io.kafkagrpo.record;

import io.kafkagrpo.hash.SplitMix;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The deterministic name of a group: purpose, round (the epoch in training, the weight version in evaluation) and
 * position in the seeded order, as {@code train-3-00000042}.
 */
public record GroupId(Purpose purpose, long round, long position) {
    /** Groups of one purpose as they are admitted. */
    public static final Comparator<GroupId> AS_ADMITTED =
            Comparator.comparingLong(GroupId::round).thenComparingLong(GroupId::position);

    private static final Pattern PATTERN = Pattern.compile("(train|evaluate)-(\\d{1,18})-(\\d{8,18})");

    /** A group of the training data. */
    public static GroupId train(long epoch, long position) {
        return new GroupId(Purpose.TRAIN, epoch, position);
    }

    /** A group of an evaluation of a weight version. */
    public static GroupId evaluate(long version, long position) {
        return new GroupId(Purpose.EVALUATE, version, position);
    }

    /** Reads a group id; an id of another form is an {@link IllegalArgumentException}. */
    public static GroupId parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a group id (train-EPOCH-POSITION or evaluate-VERSION-POSITION).".formatted(text));
        }
        Purpose purpose = matcher.group(1).equals("train") ? Purpose.TRAIN : Purpose.EVALUATE;
        return new GroupId(purpose, Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    /** Whether a text has the form of a group id. */
    public static boolean isOne(String text) {
        return PATTERN.matcher(text).matches();
    }

    /**
     * The sampling seed of one completion of this group: a hash of the run's seed, the group and the index, so that
     * a group is sampled alike wherever and whenever that happens.
     */
    public static long completionSeed(long runSeed, String groupId, int index) {
        long hash = SplitMix.mix(runSeed + SplitMix.GOLDEN_GAMMA);
        for (int i = 0; i < groupId.length(); i++) {
            hash = SplitMix.mix(hash ^ groupId.charAt(i));
        }
        return SplitMix.mix(hash ^ (index + 0x632BE59BD9B4E019L));
    }

    @Override
    public String toString() {
        return "%s-%d-%08d".formatted(purpose.name().toLowerCase(Locale.ROOT), round, position);
    }
}
