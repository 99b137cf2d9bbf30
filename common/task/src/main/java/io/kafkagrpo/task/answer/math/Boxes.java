package io.kafkagrpo.task.answer.math;

import io.kafkagrpo.task.answer.algebra.UndecidedException;
import io.kafkagrpo.task.answer.math.syntax.Braces;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** TeX's boxes, in which models put their answers. */
public final class Boxes {

    private static final Pattern BOX = Pattern.compile("\\\\f?boxed? ?\\{");

    private Boxes() {}

    /** What the last box holds, boxes in it opened as well; null if there is none or the last one isn't closed. */
    public static @Nullable String last(String text) {
        String inner = null;
        int from = 0;
        Matcher box = BOX.matcher(text);
        while (box.find(from)) {
            try {
                int close = Braces.closing(text, box.end() - 1);
                inner = text.substring(box.end(), close);
                from = close;
            } catch (UndecidedException e) {
                return null;
            }
        }
        if (inner == null) {
            return null;
        }
        return BOX.matcher(inner.strip()).lookingAt() ? last(inner) : inner;
    }
}
