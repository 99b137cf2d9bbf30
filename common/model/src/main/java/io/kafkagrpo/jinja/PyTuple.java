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
}
