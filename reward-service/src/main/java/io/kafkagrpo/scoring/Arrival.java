package io.kafkagrpo.scoring;

import io.kafkagrpo.record.Parts;

/** What one record of the topic completions means for its group, on its way through the topology. */
sealed interface Arrival {
    /** The record it came from. */
    Source source();

    /** A completion that could be read. */
    record Member(Source source, Sampled sampled) implements Arrival {}

    /** A completion with its rewards. */
    record Scored(Source source, Sampled sampled, Parts.ScoredCompletion completion) implements Arrival {}

    /** A record that can't be used, but whose key names a group: one member less to wait for. */
    record Unreadable(Source source, String reason) implements Arrival {}
}
