package io.kafkagrpo.cli.bench.generator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to a generator, and when.
 *
 * @param kind what happens
 * @param generator which of them, 0 ..
 * @param atGroup after how many ended groups
 */
record Fault(Kind kind, int generator, int atGroup) {
    /** What can happen. */
    enum Kind {
        /** {@code kill -9}, and started again at once, as whoever supervises it does. */
        KILL("killed, started again at once", Duration.ZERO),
        /** {@code kill -9}, and its machine is away for longer than a session lasts. */
        LOSE("killed, away for 20 s", Duration.ofSeconds(20)),
        /** Stopped in the middle of whatever it does, for longer than a session lasts, then it goes on. */
        STALL("stopped for 20 s, then it goes on", Duration.ofSeconds(20)),
        /** Asked to leave, and back a little later. */
        LEAVE("asked to leave, back after 5 s", Duration.ofSeconds(5));

        private final String words;
        private final Duration away;

        Kind(String words, Duration away) {
            this.words = words;
            this.away = away;
        }

        String words() {
            return words;
        }

        /** For how long it is not there. */
        Duration away() {
            return away;
        }
    }

    /**
     * Faults all over the work, each kind as often as the others, in an order and at moments that the seed decides.
     *
     * @param generators how many there are
     * @param groups how many end
     */
    static List<Fault> plan(long seed, int count, int generators, int groups) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kinds.add(Kind.values()[i % Kind.values().length]);
        }
        List<Fault> plan = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Kind kind = kinds.remove(random.nextInt(kinds.size()));
            // somewhere in the i-th of as many equal parts
            int atGroup = (int) (groups * (i + random.nextDouble()) / count);
            plan.add(new Fault(kind, random.nextInt(generators), atGroup));
        }
        return List.copyOf(plan);
    }
}
