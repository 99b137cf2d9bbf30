package io.kafkagrpo.rollout;

/** Who wrote a text that a tokenizer is given, and so whose business its special tokens are. */
public enum TextOrigin {
    /** A chat template, which writes them itself. */
    TEMPLATE,
    /** Anything else: the tokenizer adds what it adds by its own rule, such as a begin-of-sequence token. */
    PLAIN
}
