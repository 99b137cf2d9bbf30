package io.kafkagrpo.task.reward.slow;

import io.kafkagrpo.task.reward.ScoringInput;
import io.kafkagrpo.task.reward.SlowReward;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A slow function's queue of questions, and the threads that take them from it in batches. */
public final class RewardLane implements SlowReward {
    private static final Logger LOG = LoggerFactory.getLogger(RewardLane.class);

    private record Question(ScoringInput input, CompletableFuture<Answer> answer) {}

    private final String name;
    private final String identity;
    private final int batch;
    private final List<BatchReward> functions;
    private final List<Thread> threads = new ArrayList<>();
    private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    private RewardLane(String name, String identity, int batch, List<? extends BatchReward> functions) {
        this.name = name;
        this.identity = identity;
        this.batch = batch;
        this.functions = List.copyOf(functions);
    }

    /**
     * Starts the threads.
     *
     * @param identity digest of code and texts that the values depend on
     * @param batch how many completions are scored together at most
     * @param functions one for each thread; they may all be the same, if it can be called from several
     */
    public static RewardLane open(String name, String identity, int batch, List<? extends BatchReward> functions) {
        RewardLane lane = new RewardLane(name, identity, batch, functions);
        for (int i = 0; i < functions.size(); i++) {
            BatchReward function = functions.get(i);
            lane.threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("reward-%s-%d".formatted(name, i))
                    .start(() -> lane.work(function)));
        }
        return lane;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public CompletableFuture<Answer> ask(ScoringInput input) {
        Question question = new Question(input, new CompletableFuture<>());
        questions.add(question);
        if (closed) {
            refuseTheRest();
        }
        return question.answer();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        functions.forEach(BatchReward::close);
        refuseTheRest();
    }

    private void work(BatchReward function) {
        while (!closed) {
            List<Question> some = new ArrayList<>();
            try {
                some.add(questions.take());
                questions.drainTo(some, batch - 1);
                answer(function, some);
            } catch (InterruptedException stopping) {
                some.forEach(question -> question.answer().complete(stopped()));
            }
        }
    }

    private void answer(BatchReward function, List<Question> some) throws InterruptedException {
        switch (result(function, some)) {
            case BatchReward.Result.Each each -> {
                for (int i = 0; i < some.size(); i++) {
                    some.get(i).answer().complete(each.answers().get(i));
                }
            }
            case BatchReward.Result.All all ->
                some.forEach(question -> question.answer().complete(all.answer()));
            case BatchReward.Result.Spoiled spoiled -> {
                if (some.size() == 1) {
                    some.getFirst().answer().complete(spoiled.answer());
                } else {
                    for (Question question : some) {
                        answer(function, List.of(question));
                    }
                }
            }
        }
    }

    private BatchReward.Result result(BatchReward function, List<Question> some) throws InterruptedException {
        try {
            return function.score(some.stream().map(Question::input).toList());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // whatever it was, the thread lives on, and each question gets its answer
            if (e instanceof OutOfMemoryError) {
                LOG.error("The reward {} used up the memory of this process.", name, e);
            }
            return new BatchReward.Result.Spoiled(new Answer.None("The reward %s failed: %s.".formatted(name, e), ""));
        }
    }

    private void refuseTheRest() {
        List<Question> rest = new ArrayList<>();
        questions.drainTo(rest);
        rest.forEach(question -> question.answer().complete(stopped()));
    }

    private Answer stopped() {
        return new Answer.Unavailable("The reward %s was stopped before it answered.".formatted(name));
    }
}
