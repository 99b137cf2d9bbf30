package io.kafkagrpo.cli.launch;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps child processes running: starts them, restarts those that die, gives up when they die too often, stops all.
 */
public final class Launcher implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(15);
    /** What another start may mend; where it doesn't, this and not the deaths are what the command ends for. */
    private static final Set<Integer> KNOWN_TROUBLE = Set.of(ExitCode.KAFKA.code(), ExitCode.PORT.code());

    private final List<ChildSpec> specs;
    private final Supplier<RestartPolicy> policies;
    private final Consumer<String> notices;
    private final Map<String, ChildProcess> running = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable CommandFailure> failure = new AtomicReference<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /**
     * Creates a launcher that has started nothing yet.
     *
     * @param policies makes one policy per child
     * @param notices receives a sentence for each death and restart
     */
    public Launcher(List<ChildSpec> specs, Supplier<RestartPolicy> policies, Consumer<String> notices) {
        this.specs = List.copyOf(specs);
        this.policies = policies;
        this.notices = notices;
    }

    public void start() {
        for (ChildSpec spec : specs) {
            ChildProcess first = begin(spec);
            Thread.ofVirtual().name("supervise-" + spec.name()).start(() -> supervise(spec, first));
        }
    }

    /** Why the launcher gave up on a child; null while all goes well. */
    @Nullable
    public CommandFailure failure() {
        return failure.get();
    }

    /** The children of this moment by name; one that waits for its restart is not among them. */
    public Map<String, ChildProcess> children() {
        return Map.copyOf(running);
    }

    /** Asks all children to stop, waits, and kills those that don't. */
    @Override
    public void close() {
        stopping.countDown();
        running.values().forEach(ChildProcess::askToStop);
        Instant deadline = Instant.now().plus(StartCache.grace(GRACE));
        running.values().forEach(child -> {
            Duration left = Duration.between(Instant.now(), deadline);
            child.stopWithin(left.isNegative() ? Duration.ZERO : left);
        });
        specs.forEach(Launcher::forgetPid);
    }

    private ChildProcess begin(ChildSpec spec) {
        ChildProcess child = ChildProcess.start(spec);
        running.put(spec.name(), child);
        if (isStopping()) {
            child.askToStop();
        }
        return child;
    }

    private void supervise(ChildSpec spec, ChildProcess first) {
        RestartPolicy policy = policies.get();
        ChildProcess child = first;
        try {
            while (true) {
                int code = child.waitFor();
                running.remove(spec.name(), child);
                if (isStopping()
                        || !outlives(spec, child, code, policy.afterDeath(code, child.lastWords(), Instant.now()))) {
                    return;
                }
                child = begin(spec);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, new CommandFailure(ExitCode.SERVICE, ErrorMessages.of(e) + ".", e));
        }
    }

    /** Whether a dead child is to be started again; returns after the pause that precedes it. */
    private boolean outlives(ChildSpec spec, ChildProcess child, int code, RestartPolicy.Decision decision)
            throws InterruptedException {
        return switch (decision) {
            case RestartPolicy.Restart restart -> {
                // After Ctrl-C a terminal's children may die before this process knows: nothing is said then.
                if (stopping.await(restart.delay().toMillis(), TimeUnit.MILLISECONDS)) {
                    yield false;
                }
                notices.accept("%s died (%s) and is started again; its log is %s."
                        .formatted(spec.name(), cause(child, code), spec.log()));
                yield true;
            }
            case RestartPolicy.Hopeless _ -> {
                giveUp(code, child.lastWords().isEmpty() ? died(spec, code) : child.lastWords());
                yield false;
            }
            case RestartPolicy.TooManyDeaths tooMany -> {
                giveUp(
                        lastCode(child),
                        "%s died %d times within %d s, the last time with %s; its log is %s."
                                .formatted(
                                        spec.name(),
                                        tooMany.deaths(),
                                        tooMany.window().toSeconds(),
                                        cause(child, code),
                                        spec.log()));
                yield false;
            }
            case RestartPolicy.SameFailure same -> {
                giveUp(
                        KNOWN_TROUBLE.contains(code) ? code : lastCode(child),
                        "%s ended %d times in a row with the same failure, %s; its log is %s."
                                .formatted(spec.name(), same.deaths(), cause(child, code), spec.log()));
                yield false;
            }
        };
    }

    /** A heap that is too small even for a start leaves a service no words of its own. */
    private static int lastCode(ChildProcess child) {
        boolean heap = child.lastWords().contains("OutOfMemoryError");
        return (heap ? ExitCode.RESOURCES : ExitCode.SERVICE).code();
    }

    private void giveUp(int code, String sentence) {
        failure.compareAndSet(null, new CommandFailure(code, sentence));
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private static String died(ChildSpec spec, int code) {
        return "%s ended with %s; its log is %s.".formatted(spec.name(), inWords(code), spec.log());
    }

    /** The exit code and, where the child said something, its last sentence. */
    private static String cause(ChildProcess child, int code) {
        String words = child.lastWords();
        return words.isEmpty() ? inWords(code) : "%s: '%s'".formatted(inWords(code), words);
    }

    private static String inWords(int code) {
        return code > 128 ? "signal " + (code - 128) : "exit code " + code;
    }

    private static void forgetPid(ChildSpec spec) {
        try {
            Files.deleteIfExists(spec.pid());
        } catch (IOException leftBehind) {
            System.getLogger(Launcher.class.getName())
                    .log(System.Logger.Level.WARNING, spec.pid() + " can't be deleted", leftBehind);
        }
    }
}
