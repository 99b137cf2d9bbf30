package io.kafkagrpo.report.audit;

/** What an audit counts over all partitions. Not thread-safe. */
final class GroupCounts {
    long trainingPrompts;
    long evaluationPrompts;
    long completions;
    /** Of an index that had arrived before; they are left out by rule. */
    long repeatedCompletions;

    /** Training groups that were copied from a parent, already scored. */
    long copied;

    long ended;
    long used;
    long dropped;
    /** Training groups that no step has used or dropped. */
    long undecided;
}
