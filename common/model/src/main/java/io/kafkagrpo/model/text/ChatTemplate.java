package io.kafkagrpo.model.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.kafkagrpo.jinja.Template;
import io.kafkagrpo.jinja.syntax.TemplateException;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.rollout.ChatRenderer;
import io.kafkagrpo.rollout.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: renders messages to the text that the model was trained on, as transformers'
 * {@code apply_chat_template} does. It comes from {@code chat_template.jinja}, else from {@code chat_template} in
 * tokenizer_config.json, which is a string or a list of named templates ("tool_use" serves where tools are given,
 * else "default"). May be used from any thread.
 */
public final class ChatTemplate implements ChatRenderer {

    private static final String DEFAULT = "default";
    private static final String WITH_TOOLS = "tool_use";
    private static final List<String> SPECIAL_TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private final String origin;
    private final Map<String, Template> templates;
    private final List<String> sources;
    private final Map<String, String> specialTokens;
    private final Clock clock;

    private ChatTemplate(
            String origin,
            Map<String, Template> templates,
            List<String> sources,
            Map<String, String> specialTokens,
            Clock clock) {
        this.origin = origin;
        this.sources = sources;
        this.templates = templates;
        this.specialTokens = specialTokens;
        this.clock = clock;
    }

    /**
     * Reads and checks the chat template of a model directory; a directory without one gives a template that is not
     * {@linkplain #isPresent() present}.
     *
     * @throws ModelFormatException where the template can't be parsed, or can't render a single user message; the
     *     message names its line and what is wrong there
     */
    public static ChatTemplate open(Path modelDirectory) {
        return open(modelDirectory, Clock.system(ZoneId.systemDefault()));
    }

    static ChatTemplate open(Path modelDirectory, Clock clock) {
        var sources = new LinkedHashMap<String, String>();
        Path configFile = modelDirectory.resolve("tokenizer_config.json");
        JsonFile config = Files.exists(configFile) ? JsonFile.read(configFile) : null;
        Path file = modelDirectory.resolve("chat_template.jinja");
        Path origin = file;
        if (Files.exists(file)) {
            sources.put(DEFAULT, text(file));
        } else if (config != null && config.has("chat_template")) {
            origin = configFile;
            addSources(config, sources);
        }
        var templates = new LinkedHashMap<String, Template>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            try {
                templates.put(source.getKey(), Template.parse(source.getValue()));
            } catch (TemplateException e) {
                throw new ModelFormatException(
                        "The chat template in " + origin + " can't be used: " + e.getMessage() + ".", e);
            }
        }
        var template = new ChatTemplate(
                origin.toString(),
                templates,
                List.copyOf(sources.values()),
                specialTokens(modelDirectory, config),
                clock);
        if (template.isPresent()) {
            // so that a fault shows now and not at the first prompt
            template.render(List.of(new Message("user", "1")), Map.of());
        }
        return template;
    }

    /** Whether the model has a chat template. */
    public boolean isPresent() {
        return !templates.isEmpty();
    }

    @Override
    public String render(List<Message> messages, Map<String, @Nullable Object> variables) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.put("add_generation_prompt", true);
        return renderMaps(messages.stream().map(Message::asMap).toList(), all);
    }

    /** Whether any of the model's templates mentions a variable; one that none does has no effect. */
    public boolean mentions(String variable) {
        Pattern word = Pattern.compile("(?<![\\w.'\"])" + Pattern.quote(variable) + "(?!\\w)");
        return sources.stream().anyMatch(source -> word.matcher(source).find());
    }

    /**
     * Renders messages.
     *
     * @param messages maps with at least "role" and "content"; values are strings, numbers, booleans,
     *     lists and maps
     * @param extraVariables what else the template sees, such as {@code add_generation_prompt}, {@code tools} or
     *     {@code enable_thinking}; they win over the special tokens
     * @throws ModelFormatException where the template refuses the messages or uses what they lack, or the model has
     *     no chat template
     */
    public String renderMaps(
            List<? extends Map<String, ? extends @Nullable Object>> messages,
            Map<String, ? extends @Nullable Object> extraVariables) {
        Template template = templates.get(extraVariables.get("tools") != null ? WITH_TOOLS : DEFAULT);
        if (template == null) {
            template = templates.get(DEFAULT);
        }
        if (template == null) {
            throw new ModelFormatException("The model has no chat template in " + origin
                    + "; let prompts be joined from message contents instead.");
        }
        var variables = new HashMap<String, @Nullable Object>(specialTokens);
        variables.put("add_generation_prompt", false);
        // transformers passes these as None, so that they are defined
        variables.put("tools", null);
        variables.put("documents", null);
        variables.putAll(extraVariables);
        variables.put("messages", messages);
        try {
            return template.render(variables, clock);
        } catch (TemplateException e) {
            throw new ModelFormatException(
                    "The chat template in " + origin + " can't render the messages: " + e.getMessage() + ".", e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ModelFormatException(file + " can't be read as UTF-8: " + e.getMessage() + ".", e);
        }
    }

    private static void addSources(JsonFile config, Map<String, String> sources) {
        JsonNode value = config.required("chat_template");
        if (value.isTextual()) {
            sources.put(DEFAULT, value.textValue());
            return;
        }
        for (JsonNode each : value) {
            if (!each.path("name").isTextual() || !each.path("template").isTextual()) {
                throw config.wrong("chat_template", value, "a string or a list of objects with name and template");
            }
            sources.put(each.path("name").textValue(), each.path("template").textValue());
        }
        if (!sources.containsKey(DEFAULT)) {
            throw new ModelFormatException(config.name() + ": chat_template has no template named default, only "
                    + String.join(", ", sources.keySet()) + ".");
        }
    }

    /** The special tokens' texts under their names; a token that the model lacks stays undefined. */
    private static Map<String, String> specialTokens(Path directory, @Nullable JsonFile config) {
        var tokens = new LinkedHashMap<String, String>();
        Path mapFile = directory.resolve("special_tokens_map.json");
        JsonFile map = Files.exists(mapFile) ? JsonFile.read(mapFile) : null;
        for (String name : SPECIAL_TOKENS) {
            for (JsonFile source : new @Nullable JsonFile[] {map, config}) {
                JsonNode token = source == null ? null : source.find(name);
                if (token != null) {
                    // an object where the token carries flags
                    JsonNode text = token.isObject() ? token.path("content") : token;
                    tokens.put(name, text.asText());
                }
            }
        }
        return tokens;
    }
}
