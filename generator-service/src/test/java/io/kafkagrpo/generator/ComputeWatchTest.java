package io.kafkagrpo.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ComputeWatchTest {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(180);
    private final ComputeWatch watch = new ComputeWatch();

    @Test
    void aStepThatDoesntEndIsStuckAfterItsTimeAndNoLongerWhenItEnds() throws Exception {
        // Given
        watch.limit(Duration.ofNanos(LIMIT));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread engine = Thread.ofVirtual()
                .start(() -> watch.during(() -> {
                    begun.countDown();
                    return awaited(goOn);
                }));
        begun.await();
        long now = System.nanoTime();
        // Then
        assertThat(watch.isStuck(now)).isFalse();
        assertThat(watch.isStuck(now + LIMIT + 1)).isTrue();
        // When it ends after all
        goOn.countDown();
        engine.join();
        // Then
        assertThat(watch.isStuck(now + 2 * LIMIT)).isFalse();
    }

    @Test
    void whileTheLoopWaitsForPromptsNothingIsStuck() {
        watch.limit(Duration.ofNanos(LIMIT));
        assertThat(watch.during(() -> 7)).isEqualTo(7);
        assertThat(watch.isStuck(System.nanoTime() + 10 * LIMIT)).isFalse();
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
