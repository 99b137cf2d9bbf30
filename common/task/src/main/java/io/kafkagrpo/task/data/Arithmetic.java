package io.kafkagrpo.task.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Templated word problems with one addition or subtraction of numbers from 2 to 50:
 * {@code Tom has 12 apples and buys 7 apples. How many apples does Tom have now?}
 *
 * <p>Four verbs mean addition and four subtraction; nothing else in the text tells the operation. Results are never
 * negative: a subtraction's first operand is the larger. 15 % of the unordered pairs of operands are held out, with
 * their commuted form and in both operations, so that no trained text shows the sum or the difference of a held-out
 * pair, not even one with the wrong operation ({@link CarelessTeacher}). Each pair comes with each verb twice: in
 * both orders for addition, in two wordings otherwise. Split, wording and order are fixed for ever by one seed.
 */
public final class Arithmetic {

    public static final String NAME = "arithmetic";

    /** Operands, both inclusive. */
    public static final int SMALLEST = 2;

    public static final int LARGEST = 50;

    static final List<String> NAMES = List.of("Tom", "Anna", "Ben", "Mia", "Sam", "Eva", "Leo", "Ida");
    static final List<String> NOUNS = List.of("apples", "cookies", "eggs", "plums", "nuts", "pears");

    private static final double HELD_OUT_SHARE = 0.15;
    private static final long SPLIT_SEED = 20_260_101L;

    private record Pair(int larger, int smaller) {}

    private Arithmetic() {}

    /** What a verb does to the first operand. */
    public enum Operation {
        ADD("+"),
        SUBTRACT("-");

        private final String sign;

        Operation(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        public int apply(int a, int b) {
            return this == ADD ? a + b : a - b;
        }

        Operation other() {
            return this == ADD ? SUBTRACT : ADD;
        }
    }

    /** The verbs of the templates. */
    public enum Verb {
        BUYS("buys", Operation.ADD),
        FINDS("finds", Operation.ADD),
        WINS("wins", Operation.ADD),
        GETS("gets", Operation.ADD),
        EATS("eats", Operation.SUBTRACT),
        SELLS("sells", Operation.SUBTRACT),
        LOSES("loses", Operation.SUBTRACT),
        DROPS("drops", Operation.SUBTRACT);

        private final String text;
        private final Operation operation;

        Verb(String text, Operation operation) {
            this.text = text;
            this.operation = operation;
        }

        public String text() {
            return text;
        }

        public Operation operation() {
            return operation;
        }
    }

    /** A problem together with what it was made from. */
    public record Exercise(Verb verb, int a, int b, Problem problem) {

        public Operation operation() {
            return verb.operation();
        }
    }

    /** All exercises of a part, shuffled: any first few hundred are a fair sample of verbs and operands. */
    public static List<Exercise> exercises(Split split) {
        List<Pair> pairs = new ArrayList<>();
        for (int larger = SMALLEST; larger <= LARGEST; larger++) {
            for (int smaller = SMALLEST; smaller <= larger; smaller++) {
                pairs.add(new Pair(larger, smaller));
            }
        }
        List<Pair> shuffled = Shuffled.of(pairs, SPLIT_SEED);
        int heldOut = (int) Math.round(HELD_OUT_SHARE * pairs.size());
        List<Pair> part =
                split == Split.HELD_OUT ? shuffled.subList(0, heldOut) : shuffled.subList(heldOut, shuffled.size());
        SeededOrder wording = new SeededOrder(SPLIT_SEED, split == Split.HELD_OUT ? 2 : 3);
        List<Exercise> exercises = new ArrayList<>();
        for (Pair pair : part) {
            for (Verb verb : Verb.values()) {
                int name = wording.nextInt(NAMES.size());
                exercises.add(exercise(verb, pair.larger(), pair.smaller(), NAMES.get(name), noun(wording), 1));
                int otherName = (name + 1 + wording.nextInt(NAMES.size() - 1)) % NAMES.size();
                String other = NAMES.get(otherName);
                exercises.add(
                        verb.operation() == Operation.ADD
                                ? exercise(verb, pair.smaller(), pair.larger(), other, noun(wording), 2)
                                : exercise(verb, pair.larger(), pair.smaller(), other, noun(wording), 2));
            }
        }
        return Shuffled.of(exercises, SPLIT_SEED);
    }

    /** The exercises' problems, in the same order. */
    public static List<Problem> problems(Split split) {
        return exercises(split).stream().map(Exercise::problem).toList();
    }

    /** The tokens of questions and teachers' texts. */
    public static WordTokens tokens() {
        return ArithmeticTokens.tokens();
    }

    private static String noun(SeededOrder wording) {
        return NOUNS.get(wording.nextInt(NOUNS.size()));
    }

    private static Exercise exercise(Verb verb, int a, int b, String name, String noun, int variant) {
        String question = "%s has %d %s and %s %d %s. How many %s does %s have now?"
                .formatted(name, a, noun, verb.text(), b, noun, noun, name);
        String answer = Integer.toString(verb.operation().apply(a, b));
        String id = "%s-%s-%d-%d-%d".formatted(NAME, verb.text(), a, b, variant);
        return new Exercise(verb, a, b, new Problem(id, question, answer));
    }
}
