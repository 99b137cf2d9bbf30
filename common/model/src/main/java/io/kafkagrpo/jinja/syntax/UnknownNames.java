package io.kafkagrpo.jinja.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Filters, tests and methods that a template names and the renderer doesn't know. They are complained of in advance
 * where they are certain to be reached, as far as can be told; elsewhere they fail when they are reached.
 */
final class UnknownNames {

    /** Jinja refuses an unknown filter or test in advance, an unknown method only when it is called. */
    enum When {
        IN_ADVANCE,
        WHEN_CALLED
    }

    private record Complaint(When when, TemplateException exception) {}

    private final List<Complaint> complaints = new ArrayList<>();

    /** Notes a complaint and stands in for what is refused. */
    Expression refused(When when, int line, String complaint) {
        complaints.add(new Complaint(when, TemplateException.at(line, complaint)));
        return new Expression.Refused(complaint);
    }

    /** How many names have been found so far. */
    int count() {
        return complaints.size();
    }

    /** Takes back complaints of a construct whose parts may never be reached. */
    void forgive(int known) {
        complaints.subList(known, complaints.size()).clear();
    }

    /** Takes back complaints of what a loop may never call, for it may have nothing to go through. */
    void forgiveCalls(int known) {
        complaints.subList(known, complaints.size()).removeIf(complaint -> complaint.when() == When.WHEN_CALLED);
    }

    /** Complains of the first name that is left. */
    void require() {
        if (!complaints.isEmpty()) {
            throw complaints.getFirst().exception();
        }
    }
}
