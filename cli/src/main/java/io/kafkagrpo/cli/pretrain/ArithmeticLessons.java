package io.kafkagrpo.cli.pretrain;

import io.kafkagrpo.task.data.Arithmetic;
import io.kafkagrpo.task.data.Arithmetic.Exercise;
import io.kafkagrpo.task.data.Lesson;
import io.kafkagrpo.task.data.Split;
import io.kafkagrpo.task.data.Teacher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A teacher's texts on the arithmetic exercises in a seeded order, which is drawn anew for each epoch. */
final class ArithmeticLessons implements Lessons {

    private final Teacher teacher;
    private final Random random;
    private final List<Exercise> order = new ArrayList<>();

    /** @param seed of the order of exercises */
    ArithmeticLessons(Teacher teacher, long seed) {
        this.teacher = teacher;
        this.random = new Random(seed);
    }

    @Override
    public List<Lesson> next(int count) {
        if (order.size() < count) {
            List<Exercise> epoch = new ArrayList<>(Arithmetic.exercises(Split.TRAIN));
            Collections.shuffle(epoch, random);
            order.addAll(0, epoch);
        }
        List<Exercise> taken = order.subList(order.size() - count, order.size());
        List<Lesson> lessons = taken.stream()
                .map(exercise -> new Lesson(exercise.problem().question(), teacher.target(exercise)))
                .toList();
        taken.clear();
        return lessons;
    }
}
