package io.kafkagrpo.cli.infer;

import io.kafkagrpo.cli.argument.LoadedModel;
import io.kafkagrpo.engine.score.TokenSequence;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.text.ChatTemplate;
import io.kafkagrpo.rollout.TextOrigin;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns input lines into token ids of a model.
 *
 * @param model whose vocabulary, tokenizer and context bound them
 * @param template the model's own
 */
record LineIds(LoadedModel model, ChatTemplate template) {

    static LineIds of(LoadedModel model) {
        return new LineIds(model, ChatTemplate.open(model.directory()));
    }

    /**
     * The ids of a line to be continued: ids, messages, or a prompt.
     *
     * @param prompts makes ids of a prompt's text
     */
    int[] prompt(InputLine line, TextToIds prompts) {
        int[] ids = switch (line.only("prompt", "ids", "messages")) {
            case "prompt" -> notEmpty(line, "prompt", prompts.ids(line.text("prompt")));
            case "ids" -> ids(line, "ids");
            default -> chat(line, Map.of("add_generation_prompt", true));
        };
        requireAtMost(line, "prompt", ids, model.config().contextLength() - 1);
        return ids;
    }

    /** The ids of a line to be scored; a line that is no prompt and completion is scored from its second token. */
    TokenSequence sequence(InputLine line) {
        boolean promptGiven = line.has("prompt") || line.has("prompt_ids");
        boolean completionGiven = line.has("completion") || line.has("completion_ids");
        int[] ids;
        int promptLength = 1;
        if (promptGiven || completionGiven) {
            int[] prompt = either(line, "prompt", TextOrigin.PLAIN);
            int[] completion = either(line, "completion", TextOrigin.TEMPLATE);
            if (line.has("ids") || line.has("text") || line.has("messages")) {
                throw line.wrong("the line has ids, text or messages, but must have none beside a prompt");
            }
            promptLength = prompt.length;
            ids = Arrays.copyOf(prompt, prompt.length + completion.length);
            System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        } else {
            if (!line.has("ids") && !line.has("text") && !line.has("messages")) {
                throw line.wrong(
                        "the line has nothing to score, but must have ids, text, messages, or a prompt with its"
                                + " completion");
            }
            ids = switch (line.only("ids", "text", "messages")) {
                case "ids" -> ids(line, "ids");
                case "text" -> text(line, "text", TextOrigin.PLAIN);
                default -> chat(line, Map.of());
            };
        }
        if (ids.length < 2) {
            throw line.wrong(
                    "the text has %d token, but must have at least 2: the first is not scored".formatted(ids.length));
        }
        requireAtMost(line, "text", ids, model.config().contextLength());
        return new TokenSequence(ids, promptLength);
    }

    /** How a prompt's text becomes ids. */
    @FunctionalInterface
    interface TextToIds {
        int[] ids(String text);
    }

    private int[] either(InputLine line, String key, TextOrigin origin) {
        return line.only(key, key + "_ids").equals(key) ? text(line, key, origin) : ids(line, key + "_ids");
    }

    private int[] ids(InputLine line, String key) {
        return line.ids(key, model.config().vocabularySize());
    }

    /** A completion goes on from its prompt, so that no special token begins it. */
    private int[] text(InputLine line, String key, TextOrigin origin) {
        return notEmpty(line, key, model.tokenizer().encode(line.text(key), origin));
    }

    private int[] chat(InputLine line, Map<String, Object> usual) {
        List<Map<String, Object>> messages = line.messages("messages");
        Map<String, Object> variables = new LinkedHashMap<>(usual);
        variables.putAll(line.object("chat_template_kwargs"));
        if (line.has("tools")) {
            variables.put("tools", line.objects("tools"));
        }
        try {
            return notEmpty(line, "messages", model.tokenizer().encode(template.renderMaps(messages, variables)));
        } catch (ModelFormatException e) {
            throw line.wrong(String.valueOf(e.getMessage()), e);
        }
    }

    private static int[] notEmpty(InputLine line, String key, int[] ids) {
        if (ids.length == 0) {
            throw line.wrong(key + " has no token, but must have at least one");
        }
        return ids;
    }

    private void requireAtMost(InputLine line, String what, int[] ids, int most) {
        if (ids.length > most) {
            throw line.wrong("the %s has %d tokens, but must have at most %d; the model's context is %d"
                    .formatted(what, ids.length, most, model.config().contextLength()));
        }
    }
}
