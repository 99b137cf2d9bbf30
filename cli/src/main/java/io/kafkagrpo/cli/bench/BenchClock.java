package io.kafkagrpo.cli.bench;

/** Times work. */
final class BenchClock {
    private BenchClock() {}

    /** How many seconds it takes. */
    static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return since(begun);
    }

    /** Seconds since a moment of {@link System#nanoTime}. */
    static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
