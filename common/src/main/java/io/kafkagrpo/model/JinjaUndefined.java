package io.kafkagrpo.model;

/** What a missing name, attribute or item gives: it prints as nothing, is false, and refuses to be used otherwise. */
record JinjaUndefined(String what) {

    JinjaException used() {
        return new JinjaException(what + " is undefined");
    }
}
