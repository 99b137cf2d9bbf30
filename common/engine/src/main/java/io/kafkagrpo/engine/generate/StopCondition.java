package io.kafkagrpo.engine.generate;

/** Ends a completion by its content, such as stop strings; end-of-sequence ids need none. */
@FunctionalInterface
public interface StopCondition {

    /** Never ends a completion. */
    StopCondition NONE = (ids, length) -> false;

    /**
     * Asked after every token.
     *
     * @param ids the completion so far in the first length places; not to be kept or changed
     */
    boolean endsAfter(int[] ids, int length);
}
