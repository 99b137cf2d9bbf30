package io.kafkagrpo.jinja;

import io.kafkagrpo.jinja.syntax.TemplateException;

/**
 * What a missing name, attribute or item gives: it prints as nothing, is false, and refuses to be used otherwise.
 */
record Undefined(String what) {

    TemplateException used() {
        return new TemplateException(what + " is undefined");
    }
}
