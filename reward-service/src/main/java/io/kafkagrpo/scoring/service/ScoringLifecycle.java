package io.kafkagrpo.scoring.service;

import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.HeapGuard;
import io.kafkagrpo.process.LastWords;
import io.kafkagrpo.process.LogContext;
import io.kafkagrpo.process.ParentWatch;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.scoring.Intake;
import io.kafkagrpo.scoring.RewardTopology;
import io.kafkagrpo.scoring.Scorer;
import io.kafkagrpo.task.reward.RewardSpecification;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's life: wait for the cluster, the topics and the run's start; check; score; stop. */
@ApplicationScoped
public class ScoringLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ScoringLifecycle.class);
    private static final long LOOK_AGAIN_MS = 500;
    private static final Duration SAY_AGAIN = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final ServiceSettings settings;
    private final StepsListener steps;
    private final MeterRegistry registry;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile String phase = "starting";
    private volatile boolean failed;
    private volatile @Nullable KafkaStreams streams;
    private volatile @Nullable KafkaStreamsMetrics metrics;
    private volatile @Nullable Scorer scorer;
    private volatile @Nullable Thread starter;
    private long saidAtNanos;
    private String said = "";

    ScoringLifecycle(ServiceSettings settings, StepsListener steps, MeterRegistry registry) {
        this.settings = settings;
        this.steps = steps;
        this.registry = registry;
    }

    /** Whether the service does, or waits for, its work. */
    boolean isAlive() {
        KafkaStreams running = streams;
        return !failed && (running == null || !running.state().hasCompletedShutdown());
    }

    /** Whether completions are being scored. */
    boolean isReady() {
        KafkaStreams running = streams;
        return running != null && running.state() == KafkaStreams.State.RUNNING;
    }

    /** What the service is at, in words. */
    String phase() {
        KafkaStreams running = streams;
        return running == null ? phase : "streams " + running.state();
    }

    void start(@Observes StartupEvent event) {
        ParentWatch.onParentDeath(Quarkus::asyncExit);
        starter = Thread.ofPlatform().name("scoring-start").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        Thread thread = starter;
        boolean busy = false;
        if (thread != null && thread != Thread.currentThread()) {
            thread.interrupt();
            busy = !thread.join(CLOSE_TIMEOUT);
        }
        KafkaStreamsMetrics meters = metrics;
        if (meters != null) {
            meters.close();
        }
        KafkaStreams running = streams;
        if (running != null && !running.close(CLOSE_TIMEOUT)) {
            LOG.warn(
                    "The streams did not stop within {} s; the next start restores what is missing.",
                    CLOSE_TIMEOUT.toSeconds());
            busy = true;
        }
        if (busy) {
            return; // what still runs must not be told that the functions were stopped, and record values as missing
        }
        Scorer opened = scorer;
        if (opened != null) {
            opened.close();
        }
    }

    private void run() {
        LogContext.run(settings.topics().run());
        try {
            if (awaitCluster()) {
                @Nullable RunStarted run = awaitRun();
                if (run != null) {
                    checkAndStart(run);
                }
            }
        } catch (InterruptedException asked) {
            LOG.info("Stopped while {}.", phase);
        } catch (InterruptException asked) {
            LOG.info("Stopped while {}.", phase);
        } catch (KafkaException e) {
            giveUp(e instanceof StreamsException ? ExitCode.RUN_MISMATCH : ExitCode.KAFKA, Failures.sentence(e));
        } catch (RuntimeException e) {
            ExitCode code = Failures.exitCode(e);
            if (code == ExitCode.INTERNAL) {
                LOG.error("The start failed.", e);
            }
            giveUp(code, Failures.sentence(e));
        }
    }

    private boolean awaitCluster() throws InterruptedException {
        ClusterWatch cluster = new ClusterWatch(settings.clients(), settings.neededTopics(), settings.applicationId());
        do {
            @Nullable String missing = cluster.missing();
            if (missing == null) {
                return true;
            }
            say(missing);
        } while (!stopping.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS));
        return false;
    }

    private @Nullable RunStarted awaitRun() throws InterruptedException {
        while (stopping.getCount() > 0) {
            @Nullable RunStarted run = steps.awaitStart(LOOK_AGAIN_MS);
            if (run != null) {
                return run;
            }
            say("the learner's RunStarted in topic " + settings.topics().steps());
        }
        return null;
    }

    private void checkAndStart(RunStarted run) throws InterruptedException {
        Optional<String> difference = ConfigurationCheck.difference(settings, run);
        if (difference.isPresent()) {
            giveUp(ExitCode.RUN_MISMATCH, difference.get());
            return;
        }
        settings.claimRunDirectory();
        Scorer opened = new Scorer(settings.rewards().open(), settings.match());
        scorer = opened;
        if (settings.isRescoring()) {
            rescore(run, opened);
        } else {
            startStreams(run, opened);
        }
    }

    /** All that there is, and then the process ends. */
    private void rescore(RunStarted run, Scorer opened) throws InterruptedException {
        phase = "scoring again";
        LOG.info(
                "Scoring {} of {} again into {}.",
                settings.rescoredSteps(),
                settings.topics().scoredGroups(),
                settings.outputTopic());
        settings.rescoring(RunHeader.of(run), opened).toItsEnd();
        LOG.info("Done.");
        Quarkus.asyncExit(ExitCode.OK.code());
    }

    private void startStreams(RunStarted run, Scorer opened) {
        phase = "starting the streams";
        UnscoredCompletions.refuseGone(settings.clients(), settings.topics(), settings.applicationId());
        Intake intake = new Intake();
        Topology topology = RewardTopology.build(settings.scoring(RunHeader.of(run)), opened, intake);
        @Nullable Path logs = settings.clients().logs();
        KafkaStreams made = opened.isSlow()
                ? new KafkaStreams(topology, StreamsSettings.ofSlow(settings), new PausingClients(intake, logs))
                : new KafkaStreams(topology, StreamsSettings.of(settings), new StreamsClients(logs));
        made.setUncaughtExceptionHandler(this::onFailure);
        made.setStateListener((now, before) -> LOG.info("Streams are {}.", now));
        streams = made;
        KafkaStreamsMetrics meters = new KafkaStreamsMetrics(made);
        meters.bindTo(registry);
        metrics = meters;
        List<String> functions = settings.rewards().functions().stream()
                .map(RewardSpecification::function)
                .toList();
        RewardMeters.show(opened.counts(), functions, registry);
        LOG.info(
                "Scoring {} into {} with {} (configuration {}).",
                settings.topics().completions(),
                settings.outputTopic(),
                String.join(", ", functions),
                opened.configurationHash().substring(0, 12));
        made.start();
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        if (Failures.isRetriable(failure)) {
            LOG.warn("A stream thread lost Kafka and is replaced: {}", Failures.sentence(failure));
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("A stream thread failed.", failure);
        giveUp(Failures.exitCode(failure), "The reward-service stops: " + Failures.sentence(failure));
        HeapGuard.haltIfFull(failure);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private void giveUp(ExitCode code, String sentence) {
        failed = true;
        phase = sentence;
        LastWords.say(sentence);
        Quarkus.asyncExit(code.code());
    }

    /** Says what is waited for: at once if it is something new, else every few seconds. */
    private void say(String awaited) {
        phase = "waiting for " + awaited;
        long now = System.nanoTime();
        if (!awaited.equals(said) || now - saidAtNanos >= SAY_AGAIN.toNanos()) {
            said = awaited;
            saidAtNanos = now;
            LOG.info("Waiting for {}.", awaited);
        }
    }
}
