package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.task.data.Lesson;
import java.util.List;

/** An endless supply of texts to imitate, which follows from the seed that it was made with. */
@FunctionalInterface
interface Lessons {

    /** The next ones. */
    List<Lesson> next(int count);
}
