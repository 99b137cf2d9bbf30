package io.kafkagrpo.data;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.kafkagrpo.settings.DataKeys;
import io.kafkagrpo.settings.Key;
import io.kafkagrpo.settings.Keys;
import io.kafkagrpo.settings.RunSettings;
import io.kafkagrpo.settings.SettingsException;
import io.kafkagrpo.task.data.Dataset;
import io.kafkagrpo.task.data.Split;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/** Opens the problems that the keys under {@code data} name. */
public final class DataFromSettings {
    private DataFromSettings() {}

    /** The problems to train on, in the order of their file. */
    public static Dataset training(RunSettings settings) {
        return open(settings, settings.get(Keys.DATA_TRAIN), Split.TRAIN);
    }

    /**
     * The problems to evaluate on, all of them: where {@code data.evaluate} is silent, those that
     * {@code data.train} holds out.
     */
    public static Dataset heldOut(RunSettings settings) {
        return open(settings, settings.find(Keys.DATA_EVALUATE).orElse(settings.get(Keys.DATA_TRAIN)), Split.HELD_OUT);
    }

    private static Dataset open(RunSettings settings, String named, Split split) {
        return DataSource.open(settings.resolve(named).toString(), split, shape(settings));
    }

    /**
     * Where the configuration says that records have what.
     *
     * @throws SettingsException naming a key whose value is no column or no regular expression
     */
    public static DataShape shape(RunSettings settings) {
        return new DataShape(
                path(settings, DataKeys.QUESTION, settings.get(DataKeys.QUESTION)),
                settings.get(DataKeys.ANSWER).isBlank()
                        ? null
                        : path(settings, DataKeys.ANSWER, settings.get(DataKeys.ANSWER)),
                optional(settings, DataKeys.MESSAGES),
                optional(settings, DataKeys.SYSTEM),
                optional(settings, DataKeys.TOOLS),
                optional(settings, DataKeys.VARIABLES),
                settings.find(DataKeys.KEEP).map(LinkedHashSet::new).orElse(null),
                settings.get(DataKeys.ANSWER_FORMAT),
                pattern(settings));
    }

    private static @Nullable ColumnPath optional(RunSettings settings, Key<String> key) {
        return settings.find(key).map(text -> path(settings, key, text)).orElse(null);
    }

    private static ColumnPath path(RunSettings settings, Key<String> key, String text) {
        try {
            return ColumnPath.of(text.strip());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "%s: the value of %s can't be used: %s.".formatted(settings.file(), key.name(), e.getMessage()));
        }
    }

    private static @Nullable Pattern pattern(RunSettings settings) {
        String text = settings.find(DataKeys.ANSWER_PATTERN).orElse(null);
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new SettingsException(
                    "%s: the value '%s' of data.answer-pattern is no regular expression of RE2: %s, near '%s'."
                            .formatted(settings.file(), text, e.getDescription(), e.getPattern()));
        }
    }
}
