package io.kafkagrpo.cli.launch;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Ends children that run but do nothing: those that say that they are stuck, and those that have answered before and
 * say nothing any more. The launcher starts them again as it does any that died.
 */
public final class LivenessWatch implements AutoCloseable {
    private static final int NOT_ALIVE = 503;

    /**
     * How long what is borne.
     *
     * @param every time between two questions
     * @param stuck a child that says it is; one that fails says so too, for a moment, and ends by itself
     * @param silent a child that doesn't answer
     */
    record Patience(Duration every, Duration stuck, Duration silent) {
        static final Patience STANDARD =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    private final Launcher launcher;
    private final List<String> watched;
    private final Consumer<String> notices;
    private final Patience patience;
    private final HealthCheck health = new HealthCheck();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("liveness").unstarted(this::watch);
    /** By process id, when the child was well the last time, a time of {@link System#nanoTime}. */
    private final Map<Long, Long> well = new HashMap<>();

    LivenessWatch(Launcher launcher, Collection<String> watched, Consumer<String> notices, Patience patience) {
        this.launcher = launcher;
        this.watched = List.copyOf(watched);
        this.notices = notices;
        this.patience = patience;
    }

    /**
     * Watches some of a launcher's children from here on.
     *
     * @param watched their names
     * @param notices receives a sentence for each that is ended
     */
    public static LivenessWatch start(Launcher launcher, Collection<String> watched, Consumer<String> notices) {
        return new LivenessWatch(launcher, watched, notices, Patience.STANDARD).started();
    }

    LivenessWatch started() {
        thread.start();
        return this;
    }

    private void watch() {
        try {
            while (!stopping.await(patience.every().toMillis(), TimeUnit.MILLISECONDS)) {
                for (Map.Entry<String, ChildProcess> child : launcher.children().entrySet()) {
                    if (watched.contains(child.getKey())) {
                        look(child.getKey(), child.getValue());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String name, ChildProcess child) throws InterruptedException {
        try {
            HttpResponse<String> answer = health.ask(HealthCheck.Question.LIVE, "127.0.0.1", child.port());
            if (answer.statusCode() == NOT_ALIVE) {
                endAfter(patience.stuck(), name, child, "is stuck in one step of its engine");
            } else {
                well.put(child.pid(), System.nanoTime());
            }
        } catch (IOException silent) {
            endAfter(patience.silent(), name, child, "has not answered");
        }
    }

    /** One that was never well is starting, or dies by itself. */
    private void endAfter(Duration borne, String name, ChildProcess child, String what) {
        Long last = well.get(child.pid());
        if (last != null && System.nanoTime() - last > borne.toNanos() && stopping.getCount() > 0) {
            well.remove(child.pid());
            notices.accept("%s %s for %d s or more and is ended.".formatted(name, what, borne.toSeconds()));
            child.kill();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        health.close();
    }
}
