package io.kafkagrpo.dashboard.view;

import java.util.Locale;

/** By what a completion's tokens are coloured. */
public enum TokenColour {
    NONE("no colours"),
    PROBABILITY("log-probability"),
    VERSION("weight version");

    private final String words;

    TokenColour(String words) {
        this.words = words;
    }

    /** In addresses. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String words() {
        return words;
    }
}
