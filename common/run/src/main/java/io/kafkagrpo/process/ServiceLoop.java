package io.kafkagrpo.process;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's one long-running loop on a thread of its own: started, asked to stop, and, where it fails, turned
 * into an exit code and one sentence.
 */
public final class ServiceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLoop.class);

    /** The loop. */
    public interface Body extends AutoCloseable {
        /** Runs to its end, or until {@link #stop}. */
        void run();

        /** Asks {@link #run} to return soon; from any thread. */
        void stop();

        /** Whether it is past its start. */
        boolean isReady();

        @Override
        void close();
    }

    private final Thread thread;
    private final Supplier<? extends Body> opener;
    private final ExitCodes codes;
    private final IntConsumer exit;
    private volatile @Nullable Body body;
    private volatile boolean stopping;
    private volatile boolean failed;

    /**
     * @param name of the thread
     * @param opener makes the loop, on that thread; may wait for what the loop needs
     * @param codes the kind of a failure; {@link ExitCode#INTERNAL} is logged with its stack trace
     * @param exit ends the process with a code
     */
    public ServiceLoop(String name, Supplier<? extends Body> opener, ExitCodes codes, IntConsumer exit) {
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
        this.opener = opener;
        this.codes = codes;
        this.exit = exit;
    }

    /** Starts the thread. The process ends when whoever launched it has died. */
    public void start() {
        ParentWatch.onParentDeath(() -> exit.accept(ExitCode.OK.code()));
        thread.start();
    }

    /** Asks the loop to stop and waits for it, at most {@code patience}. */
    public void stop(Duration patience) throws InterruptedException {
        stopping = true;
        Body running = body;
        if (running == null) {
            thread.interrupt(); // still waiting for what it needs
        } else {
            running.stop();
        }
        if (thread != Thread.currentThread() && !thread.join(patience)) {
            LOG.warn(
                    "{} did not stop within {} s; what it had not committed is done again",
                    thread.getName(),
                    patience.toSeconds());
        }
    }

    /** Whether the loop has ended with a failure. */
    public boolean hasFailed() {
        return failed;
    }

    /** Whether the loop is past its start. */
    public boolean isReady() {
        Body running = body;
        return running != null && running.isReady();
    }

    private void run() {
        try (Body opened = opener.get()) {
            body = opened;
            if (!stopping) {
                opened.run();
            }
        } catch (RuntimeException e) {
            if (stopping) {
                LOG.info("Stopped: {}", e.toString());
            } else {
                end(e);
            }
        } catch (Error e) {
            end(e);
        }
    }

    private void end(Throwable failure) {
        failed = true;
        ExitCode code = codes.of(failure);
        if (code == ExitCode.INTERNAL) {
            LOG.error("The {} failed", thread.getName(), failure);
        }
        LastWords.say(LastWords.of(failure));
        HeapGuard.haltIfFull(failure);
        exit.accept(code.code());
    }
}
