package io.kafkagrpo.jinja;

import java.util.AbstractList;
import java.util.List;

/** A list that prints with round brackets, as Python's tuples do. */
final class PyTuple extends AbstractList<Object> {

    private final List<Object> items;

    PyTuple(List<Object> items) {
        this.items = items;
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    /** A list that prints with a name before it, as what {@code keys()} and the like give. */
    static final class View extends AbstractList<Object> {

        private final String name;
        private final List<Object> items;

        View(String name, List<Object> items) {
            this.name = name;
            this.items = items;
        }

        String name() {
            return name;
        }

        @Override
        public Object get(int index) {
            return items.get(index);
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
