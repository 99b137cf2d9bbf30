package io.kafkagrpo.cli.train;

import io.kafkagrpo.access.Connection;
import io.kafkagrpo.access.Role;
import io.kafkagrpo.cli.argument.Installation;
import io.kafkagrpo.cli.argument.ResolvedYaml;
import io.kafkagrpo.cli.launch.ChildProcess;
import io.kafkagrpo.cli.launch.DiskRoom;
import io.kafkagrpo.cli.launch.Launcher;
import io.kafkagrpo.cli.launch.LearnerTrouble;
import io.kafkagrpo.cli.launch.LivenessWatch;
import io.kafkagrpo.cli.launch.Readiness;
import io.kafkagrpo.cli.launch.RestartPolicy;
import io.kafkagrpo.cli.launch.RunDirectory;
import io.kafkagrpo.cli.launch.RunKafka;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.past.RunResults;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.cli.terminal.Printable;
import io.kafkagrpo.cli.terminal.Screen;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.process.RunMismatch;
import io.kafkagrpo.record.RunEventReader;
import io.kafkagrpo.record.RunEvents;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.record.StepEvent;
import io.kafkagrpo.record.StepsFollower;
import io.kafkagrpo.record.TopicReader;
import io.kafkagrpo.record.Topics;
import io.kafkagrpo.report.tensorboard.TensorBoardLog;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One session of a run on this machine: Kafka, the three services, the events that they log, and the report. */
public final class TrainingRun {
    private static final Duration POLL = Duration.ofMillis(250);

    private final Installation installation;
    private final RunSettings settings;
    private final RunDirectory directory;
    private final Screen screen;
    private final String afterwards;
    private final Topics topics;
    private final RunStory story;
    private final TensorBoardLog tensorBoard;
    private final ReentrantLock closing = new ReentrantLock();
    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable TrainPage page;
    private boolean servesPage;
    private volatile boolean interrupted;

    /**
     * Creates a session.
     *
     * @param afterwards what to do after an interruption, as a sentence
     */
    public TrainingRun(
            Installation installation, RunSettings settings, RunDirectory directory, Screen screen, String afterwards) {
        this.installation = installation;
        this.settings = settings;
        this.directory = directory;
        this.screen = screen;
        this.afterwards = afterwards;
        this.story = new RunStory(settings, screen);
        this.topics = new Topics(settings.get(Keys.RUN));
        this.tensorBoard = opened(new TensorBoardLog(directory.files().tensorBoard()));
    }

    /** Has the page served too, once there is something to see. */
    public TrainingRun servingPage() {
        servesPage = true;
        return this;
    }

    /** Trains until the run has finished, and reports. Ctrl-C stops everything and ends the JVM. */
    public void toItsEnd() throws InterruptedException {
        Thread hook = Thread.ofPlatform().unstarted(this::interrupt);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            train();
        } catch (RuntimeException e) {
            waitIfInterrupted();
            closeAfter(e);
            throw DiskRoom.explained(e, directory.folder());
        } finally {
            waitIfInterrupted();
            closeAll();
            leaveToShutdown(hook);
            screen.settle();
        }
    }

    private void train() throws InterruptedException {
        RunKafka kafka = opened(RunKafka.open(settings, directory, screen, Role.READER));
        readWhatIsThere(kafka);
        if (story.events().finished() == null) {
            String servers = kafka.clients().bootstrapServers();
            ResolvedYaml.write(
                    directory.files().configuration(), settings, Map.of(Keys.BOOTSTRAP_SERVERS.name(), servers));
            Launcher launcher = opened(new Launcher(
                    new Services(installation, directory, servers, Connection.secretsForChildren(settings))
                            .all(settings),
                    RestartPolicy::standard,
                    screen::line));
            launcher.start();
            LivenessWatch liveness = opened(LivenessWatch.start(launcher, Services.generators(settings), screen::line));
            follow(kafka, launcher);
            liveness.close();
            launcher.close();
        } else {
            screen.line("This run has finished before; here is its report again.");
        }
        new RunResults(settings, directory, topics, new TopicReader(kafka.clients()))
                .write(story.events())
                .print(screen);
    }

    /** A run that exists must be of this configuration; {@link #follow} replays its events from the start. */
    private void readWhatIsThere(RunKafka kafka) {
        RunEvents before = new TopicReader(kafka.clients()).events(topics);
        RunStarted started = before.started();
        if (started == null) {
            return;
        }
        if (before.finished() != null) {
            refuseMore(started);
        }
        story.refuseOther(started);
        if (before.finished() != null) {
            new TopicReader(kafka.clients()).readEvents(topics, new RunEventReader(), event -> {
                story.keep(event);
                tensorBoard.add(event);
            });
        } else {
            screen.line("Going on with %s after step %d.".formatted(directory.folder(), before.lastStep()));
        }
    }

    /** A finished run can't be given more steps. */
    private void refuseMore(RunStarted started) {
        RunMismatch.ofFinished(started.getConfigurationMap(), settings.shared(), directory.folder())
                .ifPresent(sentence -> {
                    throw new CommandFailure(ExitCode.RUN_MISMATCH, sentence);
                });
    }

    private void follow(RunKafka kafka, Launcher launcher) throws InterruptedException {
        try (StepsFollower follower = new StepsFollower(kafka.clients(), topics);
                Readiness readiness = new Readiness();
                LearnerTrouble learnerTrouble = new LearnerTrouble()) {
            while (story.events().finished() == null) {
                for (StepEvent event : follower.next(POLL)) {
                    story.tell(event);
                    tensorBoard.add(event);
                }
                CommandFailure failure = launcher.failure();
                if (failure != null) {
                    throw failure;
                }
                waitIfInterrupted();
                showPage(kafka);
                String trouble =
                        Printable.line(learnerTrouble.words(launcher.children().get(Services.LEARNER)));
                story.showStatus(story.isStarting() ? services(launcher, readiness) : "", trouble);
            }
        }
    }

    /** Not while the services start, who need the machine more. */
    private void showPage(RunKafka kafka) throws InterruptedException {
        if (!servesPage || story.isStarting()) {
            return;
        }
        if (page == null) {
            page = opened(TrainPage.start(
                    installation,
                    directory,
                    topics.run(),
                    kafka.clients().bootstrapServers(),
                    Connection.secretsForChildren(settings),
                    screen));
        }
        page.tell();
    }

    /** Which services are ready. */
    private String services(Launcher launcher, Readiness readiness) throws InterruptedException {
        List<String> parts = new ArrayList<>();
        Map<String, ChildProcess> children = launcher.children();
        List<String> names = new ArrayList<>(List.of(Services.LEARNER));
        names.addAll(Services.generators(settings));
        names.add(Services.REWARD);
        for (String name : names) {
            ChildProcess child = children.get(name);
            boolean ready = child != null && readiness.isReady(child);
            parts.add(name + (ready ? " ready" : " starting"));
        }
        return String.join(", ", parts);
    }

    private <T extends AutoCloseable> T opened(T resource) {
        closing.lock();
        try {
            open.add(resource);
            return resource;
        } finally {
            closing.unlock();
        }
    }

    private void interrupt() {
        interrupted = true;
        screen.settle();
        screen.line("Stopping …");
        closeAll();
        screen.line(
                story.events().finished() == null
                        ? "Stopped after step %d. %s".formatted(story.events().lastStep(), afterwards)
                        : "Stopped after the last step, before its report was written. %s".formatted(afterwards));
    }

    /** While the JVM shuts down this thread waits: from here only the shutdown hook prints. */
    private void waitIfInterrupted() {
        while (interrupted) {
            LockSupport.park();
        }
    }

    private void leaveToShutdown(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Ctrl-C came at the last moment: only the hook prints from here.
            interrupted = true;
            waitIfInterrupted();
        }
    }

    /** What fails while all is closed is no news, and must not hide what came first. */
    private void closeAfter(RuntimeException first) {
        try {
            closeAll();
        } catch (RuntimeException further) {
            first.addSuppressed(further);
        }
    }

    /** In the opposite order of opening: services need the broker while they shut down. */
    private void closeAll() {
        closing.lock();
        try {
            while (!open.isEmpty()) {
                open.removeLast().close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The run could not be closed cleanly: " + ErrorMessages.of(e), e);
        } finally {
            closing.unlock();
        }
    }
}
