package io.kafkagrpo.task.reward.slow;

import java.time.Duration;
import java.util.Map;

/** Reads parameters of slow functions; a wrong one is an IllegalArgumentException that says what is allowed. */
public record ParameterText(Map<String, String> texts) {

    /** The text; empty where there is none. */
    public String text(String key) {
        return texts.getOrDefault(key, "").strip();
    }

    public int integer(String key, int least, int most) {
        try {
            int value = Integer.parseInt(text(key));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // falls through to the sentence below
        }
        throw wrong(key, "a whole number from %d to %d".formatted(least, most));
    }

    public double number(String key, double least, double most) {
        try {
            double value = Double.parseDouble(text(key));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            // falls through to the sentence below
        }
        throw wrong(key, "a number from %s to %s".formatted(least, most));
    }

    /** A time in seconds, at least a tenth of one and at most an hour. */
    public Duration seconds(String key) {
        try {
            double value = Double.parseDouble(text(key));
            if (value >= 0.1 && value <= 3600) {
                return Duration.ofMillis(Math.round(1000 * value));
            }
        } catch (NumberFormatException notOne) {
            // falls through to the sentence below
        }
        throw wrong(key, "seconds, from 0.1 to 3600");
    }

    public boolean flag(String key) {
        return switch (text(key)) {
            case "true", "on", "yes" -> true;
            case "false", "off", "no" -> false;
            default -> throw wrong(key, "true or false");
        };
    }

    /** One of some words. */
    public String word(String key, String... allowed) {
        for (String word : allowed) {
            if (word.equals(text(key))) {
                return word;
            }
        }
        throw wrong(key, String.join(" or ", allowed));
    }

    private IllegalArgumentException wrong(String key, String allowed) {
        return new IllegalArgumentException("%s is \"%s\"; allowed is %s.".formatted(key, text(key), allowed));
    }
}
