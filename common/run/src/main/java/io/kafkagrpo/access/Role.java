package io.kafkagrpo.access;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Who connects to Kafka. Each has rights of its own, {@link AccessTable}, and may have credentials of its own. */
public enum Role {
    LEARNER("learner-service", "the learner-service"),
    GENERATOR("generator-service", "every generator-service"),
    REWARD("reward-service", "every reward-service"),
    READER("reader", "grpo train (the live line), grpo report, grpo replay and grpo dashboard: they only read"),
    RESCORE("rescore", "grpo rescore: reads the run, writes topics of its own"),
    OPERATOR("operator", "grpo runs, archive, import and delete");

    private final String name;
    private final String who;

    Role(String name, String who) {
        this.name = name;
        this.who = who;
    }

    /** As in the name of a KafkaUser and in {@code kafka.properties-file}. */
    public String label() {
        return name;
    }

    /** What runs with these rights, for people. */
    public String who() {
        return who;
    }

    /** All names, for sentences. */
    static String labels() {
        return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
    }
}
