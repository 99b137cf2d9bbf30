package io.kafkagrpo.task.reward.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward.Answer;
import io.kafkagrpo.task.reward.slow.BatchReward;
import io.kafkagrpo.task.reward.slow.RewardRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python function in one worker process, which is killed when it is late and started again when it is needed. */
final class PythonReward implements BatchReward {
    /** Importing a large library takes its time. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final String name;
    private final PythonSettings settings;
    private volatile @Nullable WorkerProcess worker;
    private volatile boolean closed;
    private long questions;
    private Duration pause = FIRST_PAUSE;
    private long noStartBeforeNanos = System.nanoTime();

    PythonReward(String name, PythonSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /** Starts a worker and loads the script; why that fails, or null if it doesn't. */
    @Nullable
    String start() throws InterruptedException {
        WorkerProcess started = WorkerProcess.start(name, settings.command());
        worker = started;
        if (closed) { // meanwhile: nobody else would end this one
            kill();
            return "was stopped";
        }
        @Nullable
        String problem = switch (started.ask(settings.start(), START)) {
            case WorkerProcess.Reply.Line(String text) -> problem(text);
            case WorkerProcess.Reply.Gone(String because) -> because;
            case WorkerProcess.Reply.Late _ -> "it wasn't ready within %d s".formatted(START.toSeconds());
        };
        if (problem != null) {
            kill();
        }
        return problem;
    }

    @Override
    public Result score(List<ScoringInput> inputs) throws InterruptedException {
        if (worker == null) {
            @Nullable String problem = restart();
            if (problem != null) {
                return new Result.All(new Answer.Unavailable(
                        "The reward %s can't be asked, for its worker %s".formatted(name, sentence(problem))));
            }
        }
        WorkerProcess asked = worker;
        if (asked == null || closed) {
            return new Result.All(new Answer.Unavailable("The reward %s was stopped.".formatted(name)));
        }
        long id = ++questions;
        return switch (asked.ask(question(id, inputs), settings.timeout())) {
            case WorkerProcess.Reply.Line(String text) -> result(id, inputs.size(), text);
            case WorkerProcess.Reply.Gone(String because) -> dead("ended without an answer: " + because);
            case WorkerProcess.Reply.Late _ ->
                dead("gave no answer within %d ms and was killed"
                        .formatted(settings.timeout().toMillis()));
        };
    }

    @Override
    public void close() {
        closed = true;
        kill();
    }

    private static String question(long id, List<ScoringInput> inputs) {
        ObjectNode question = RewardRows.object().put("id", id);
        question.set("rows", RewardRows.of(inputs));
        return question.toString();
    }

    private @Nullable String restart() throws InterruptedException {
        long early = noStartBeforeNanos - System.nanoTime();
        if (early > 0) {
            Thread.sleep(Duration.ofNanos(early));
        }
        @Nullable String problem = start();
        pause = problem == null ? FIRST_PAUSE : doubled(pause);
        noStartBeforeNanos = System.nanoTime() + pause.toNanos();
        return problem;
    }

    private static Duration doubled(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private Result result(long id, int count, String line) {
        try {
            JsonNode reply = RewardRows.read(line);
            if (reply.path("id").asLong() != id) {
                return dead("answered another question than the one asked, and was killed");
            }
            if (reply.has("error")) {
                return new Result.Spoiled(new Answer.None(
                        "The reward %s failed: %s."
                                .formatted(name, reply.path("error").asText()),
                        ""));
            }
            List<Answer> answers = new ArrayList<>();
            reply.path("values").forEach(value -> answers.add(answer(value)));
            return answers.size() == count
                    ? new Result.Each(answers)
                    : dead("gave %d answers to %d questions, and was killed".formatted(answers.size(), count));
        } catch (JsonProcessingException e) {
            return dead("answered with something that is no JSON, and was killed");
        }
    }

    private Answer answer(JsonNode value) {
        return value.isNumber()
                ? new Answer.Value(value.doubleValue(), "")
                : new Answer.None(
                        "The reward %s has no value: %s."
                                .formatted(name, value.path("because").asText()),
                        "");
    }

    private Result dead(String what) {
        kill();
        return new Result.Spoiled(
                new Answer.Unavailable("The worker of the reward %s %s".formatted(name, sentence(what))));
    }

    private static String sentence(String words) {
        return words.endsWith(".") ? words : words + ".";
    }

    private @Nullable String problem(String line) {
        try {
            JsonNode reply = RewardRows.read(line);
            return reply.path("ready").asBoolean() ? null : reply.path("error").asText();
        } catch (JsonProcessingException e) {
            return "it didn't begin as a worker does";
        }
    }

    private void kill() {
        WorkerProcess running = worker;
        worker = null;
        if (running != null) {
            running.kill();
        }
    }
}
