package io.kafkagrpo.cli.reward;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.cli.terminal.ErrorMessages;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.task.reward.RewardFunction;
import io.kafkagrpo.task.reward.SlowReward;
import io.kafkagrpo.task.reward.http.RewardServer;
import io.kafkagrpo.task.reward.outside.OutsideRewards;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grpo reward serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a reward function behind HTTP, until Ctrl-C: on a machine or in a container where it can do no harm, or where there are cores for it.",
            "",
            "A run asks it with 'http: {url: \"http://HOST:PORT/score\"}' in the place of the function's own parameters. GET /health answers once it serves.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  grpo reward serve code --set test-seconds=2 --set concurrency=8",
            "  grpo train programs.yaml --set rewards.programs.http.url=http://localhost:9000/score",
            "  grpo reward serve python --set script=brief.py --port 9001",
            "  GRPO_REWARD_KEY=… grpo reward serve code --host 0.0.0.0",
            "",
            "Where GRPO_REWARD_KEY is set, only clients that send it are answered (http.api-key-env there)."
        })
public final class RewardServeCommand implements Callable<Integer> {
    private static final String KEY = "GRPO_REWARD_KEY";
    private static final int LARGEST_PORT = 65_535;

    @Parameters(paramLabel = "NAME", description = "A shipped function, a kind such as python, or a plugin's name.")
    private String name = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A parameter of the function; repeatable.")
    private Map<String, String> parameters = new TreeMap<>();

    @Option(names = "--plugins", paramLabel = "PATH", description = "A jar, or a folder of jars; repeatable.")
    private List<Path> plugins = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where it listens (default: ${DEFAULT-VALUE}); 0: any.")
    private int port = 9000;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where it listens (default: ${DEFAULT-VALUE}, this machine alone).")
    private String host = "127.0.0.1";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong scored = new AtomicLong();

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = address();
        RewardFunction function =
                OutsideRewards.registry(plugins).create(name, parameters); // refuses what is wrong by name
        try {
            serve(address, function);
        } finally {
            if (function instanceof SlowReward slow) {
                slow.close();
            }
            ended.countDown();
        }
        return 0;
    }

    /** Stops serving; the command returns. */
    void stop() {
        asked.countDown();
    }

    private void serve(InetSocketAddress address, RewardFunction function) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (RewardServer server =
                RewardServer.start(address, function, System.getenv().getOrDefault(KEY, ""), scored::set)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::stopAndAwait));
            out.println(
                    "Serving the reward %s at http://%s:%d/score until Ctrl-C.".formatted(name, host, server.port()));
            out.flush();
            asked.await();
        } catch (BindException e) {
            throw new CommandFailure(
                    ExitCode.PORT,
                    "The port %d of %s can't be listened at: %s.".formatted(port, host, ErrorMessages.of(e)),
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.RESOURCES, "Nothing can be served: %s.".formatted(ErrorMessages.of(e)), e);
        }
        out.println("Scored %,d completions.".formatted(scored.get()));
        out.flush();
    }

    /** Ctrl-C: what the function holds is closed before the JVM ends. */
    private void stopAndAwait() {
        stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private InetSocketAddress address() {
        if (port < 0 || port > LARGEST_PORT) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The value %d of --port is no port; they go from 0 to %d.".formatted(port, LARGEST_PORT));
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new CommandFailure(ExitCode.USAGE, "The value '%s' of --host can't be resolved.".formatted(host), e);
        }
    }
}
