package io.kafkagrpo.settings;

/**
 * A configuration that can't be used. The message is one sentence that names the key, the value and
 * what is allowed.
 */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with its sentence. */
    public SettingsException(String sentence) {
        super(sentence);
    }
}
