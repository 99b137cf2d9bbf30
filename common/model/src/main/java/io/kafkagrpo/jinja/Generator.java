package io.kafkagrpo.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code |map}, {@code |select} and their like give in Jinja: it counts as true even if nothing comes, has no
 * length, and its items can be taken once.
 */
final class Generator {

    private final List<Object> items;

    Generator(List<Object> items) {
        this.items = new ArrayList<>(items);
    }

    /** The items that are left; then none are. */
    List<Object> drain() {
        List<Object> left = new ArrayList<>(items);
        items.clear();
        return left;
    }

    /** The next item; undefined at the end. */
    Object next() {
        return items.isEmpty() ? new Undefined("the first item of an empty sequence") : items.removeFirst();
    }
}
