package io.kafkagrpo.task.data;

import java.util.List;

/** Words to be put in the order of the alphabet. They are all different, so there is one order. */
final class Sorting {

    static final List<String> WORDS = List.of(
            ("anchor apple arrow autumn badge basket beacon berry bottle branch bridge butter camera candle carpet castle"
                            + " cherry circle cloud copper cotton cradle curtain desert dinner dragon drawer eagle engine fabric"
                            + " feather fence finger flower forest garden ginger glass hammer harbor helmet honey island jacket"
                            + " jungle kettle kitchen ladder lantern lemon letter marble market meadow mirror morning mountain"
                            + " needle nickel number ocean onion orange paper pencil pepper pillow planet pocket potato puzzle"
                            + " rabbit ribbon river rocket saddle salmon school shadow silver spider spring statue summer sunset"
                            + " table thunder ticket timber tomato tunnel turtle valley velvet violin wagon walnut whale window"
                            + " winter yellow zebra")
                    .split(" "));

    private Sorting() {}

    static Problem draw(int count, SeededOrder random) {
        List<String> words = random.some(WORDS, count);
        String question =
                "Sort these words in alphabetical order, separated by commas: %s.".formatted(String.join(", ", words));
        return new Problem(
                "", question, String.join(", ", words.stream().sorted().toList()));
    }
}
