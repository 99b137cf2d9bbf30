package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of one iteration. */
final class Loop implements Callable {

    private final List<Object> items;
    private final int index;
    private final int depth;
    private final Callable again;
    private final List<@Nullable Object> lastChanged;

    /**
     * @param index the iteration, from 0
     * @param depth 1, and one more in each loop that a recursive one runs within itself
     * @param again runs the loop's body over other items
     * @param lastChanged what loop.changed() was last asked, shared by the iterations of a loop
     */
    Loop(List<Object> items, int index, int depth, Callable again, List<@Nullable Object> lastChanged) {
        this.items = items;
        this.index = index;
        this.depth = depth;
        this.again = again;
        this.lastChanged = lastChanged;
    }

    @Nullable
    Object attribute(String name) {
        long size = items.size();
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> size - index;
            case "revindex0" -> size - index - 1;
            case "first" -> index == 0;
            case "last" -> index == size - 1;
            case "length" -> size;
            case "depth" -> (long) depth;
            case "depth0" -> depth - 1L;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
            case "nextitem" -> index + 1 < size ? items.get(index + 1) : new Undefined("there is no next item");
            case "cycle" -> callable(this::cycle);
            case "changed" -> callable(this::changed);
            default -> new Undefined("'loop." + name + "'");
        };
    }

    @Override
    public @Nullable Object call(Arguments arguments) {
        return again.call(arguments);
    }

    private static Callable callable(Callable callable) {
        return callable;
    }

    private @Nullable Object cycle(Arguments arguments) {
        List<Object> choices = arguments.positional();
        if (choices.isEmpty()) {
            throw new TemplateException("loop.cycle() needs values");
        }
        return choices.get(index % choices.size());
    }

    private @Nullable Object changed(Arguments arguments) {
        boolean changed = lastChanged.isEmpty() || !Values.areEqual(lastChanged.getFirst(), arguments.positional());
        lastChanged.clear();
        lastChanged.add(arguments.positional());
        return changed;
    }
}
