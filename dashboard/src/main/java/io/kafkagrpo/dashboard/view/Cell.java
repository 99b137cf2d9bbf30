package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * A figure with its name.
 *
 * @param name of the figure
 * @param text as people read it
 * @param value as the log has it, for other tools; empty where there is none
 * @param help one sentence; may be empty
 */
public record Cell(String name, String text, String value, String help) {

    /** A number of the log. */
    public static Cell number(String name, @Nullable Double value, String help) {
        return new Cell(name, Numbers.plain(value), value == null ? "" : Double.toString(value), help);
    }

    /** A share of the log, as percent. */
    public static Cell share(String name, @Nullable Double value, String help) {
        return new Cell(name, Numbers.percent(value), value == null ? "" : Double.toString(value), help);
    }

    public static Cell count(String name, long value, String help) {
        return new Cell(name, Numbers.grouped(value), Long.toString(value), help);
    }

    public static Cell text(String name, String text, String help) {
        return new Cell(name, text, "", help);
    }
}
