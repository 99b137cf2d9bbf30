package io.kafkagrpo.report.paid;

/** Something that a text has or has not. */
sealed interface Trait {
    /** As the end of "41 % have …". */
    String words();

    /** Words in a row, with a space between two. */
    record Phrase(String text) implements Trait {
        @Override
        public String words() {
            return "'%s'".formatted(text);
        }
    }

    /** A tag that stands there more often than once, though it may open or close only one part. */
    record TagAgain(String tag) implements Trait {
        @Override
        public String words() {
            return "%s more than once".formatted(tag);
        }
    }

    /** Markup that a reader would see as layout. */
    record Markup(String sign) implements Trait {
        @Override
        public String words() {
            return "the markup %s".formatted(sign);
        }
    }

    /** Some four words in a row are there three times or more. */
    record Repetition() implements Trait {
        @Override
        public String words() {
            return "some four words in a row three times or more";
        }
    }
}
