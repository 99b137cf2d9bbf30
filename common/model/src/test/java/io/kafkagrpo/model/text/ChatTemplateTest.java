package io.kafkagrpo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.rollout.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {

    private static final List<Map<String, Object>> CHAT =
            List.of(Map.of("role", "system", "content", " Be brief. "), Map.of("role", "user", "content", "2+2?"));

    /** This project's own, with the constructs of Llama 3.2's: dates, slices, macros, tools as JSON. */
    private static final String LLAMA_LIKE = """
        {{- bos_token }}
        {%- if not tools is defined %}
            {%- set tools = none %}
        {%- endif %}
        {%- if not date is defined %}
            {%- if strftime_now is defined %}
                {%- set date = strftime_now("%d %b %Y") %}
            {%- else %}
                {%- set date = "26 Jul 2024" %}
            {%- endif %}
        {%- endif %}
        {#- the first message may be the system's -#}
        {%- if messages[0]['role'] == 'system' %}
            {%- set system = messages[0]['content']|trim %}
            {%- set messages = messages[1:] %}
        {%- else %}
            {%- set system = "" %}
        {%- endif %}
        {%- macro header(role) %}<|start|>{{ role }}<|end|>

        {% endmacro %}
        {{- header('system') }}Date: {{ date }}
        {% if tools is not none %}
        {{- "Tools: " + (tools | tojson(indent=4)) }}
        {% endif %}
        {{- system }}<|eot|>
        {%- for message in messages %}
            {%- if not (message.role == 'ipython' or 'tool_calls' in message) %}
                {{- header(message['role']) + message['content'] | trim + '<|eot|>' }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- header('assistant') }}
        {%- endif %}
        """;

    @TempDir
    Path directory;

    private ChatTemplate open() {
        var clock = Clock.fixed(Instant.parse("2025-03-09T12:00:00Z"), ZoneOffset.UTC);
        return ChatTemplate.open(directory, clock);
    }

    @Test
    void aTemplateFileWinsOverTheConfiguration() throws IOException {
        Files.writeString(directory.resolve("chat_template.jinja"), LLAMA_LIKE);
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"bos_token\": {\"content\": \"<s>\"}, \"chat_template\": \"unused\"}");
        assertThat(open().renderMaps(CHAT, Map.of("add_generation_prompt", true)))
                .isEqualTo("<s><|start|>system<|end|>\n\nDate: 09 Mar 2025\nBe brief.<|eot|>"
                        + "<|start|>user<|end|>\n\n2+2?<|eot|><|start|>assistant<|end|>\n\n");
        assertThat(open().renderMaps(CHAT.subList(1, 2), Map.of("date", "today", "tools", List.of(Map.of("é", 1)))))
                .isEqualTo("<s><|start|>system<|end|>\n\nDate: today\nTools: [\n    {\n        \"é\": 1\n    }\n]\n"
                        + "<|eot|><|start|>user<|end|>\n\n2+2?<|eot|>");
    }

    @Test
    void namedTemplatesServeWithAndWithoutTools() throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), """
            {"chat_template": [{"name": "default", "template": "plain {{ messages|length }}{{ eos_token }}"},
                               {"name": "tool_use", "template": "{{ tools|length }} tools"}],
             "eos_token": "</s>", "bos_token": null}
            """);
        assertThat(open().renderMaps(CHAT, Map.of())).isEqualTo("plain 2</s>");
        assertThat(open().renderMaps(CHAT, Map.of("tools", List.of("a")))).isEqualTo("1 tools");
    }

    @Test
    void aTemplatesOwnSwitchesAreReached() throws IOException {
        Files.writeString(
                directory.resolve("chat_template.jinja"),
                "{%- for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>\n"
                        + "{%- if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}");
        List<Message> chat = List.of(new Message("user", "hi"));
        assertThat(open().render(chat, Map.of("enable_thinking", false)))
                .isEqualTo("<user>hi<assistant><think></think>");
        assertThat(open().render(chat, Map.of())).isEqualTo("<user>hi<assistant>");
        assertThat(open().mentions("enable_thinking")).isTrue();
        assertThat(open().mentions("enable_thinkin")).isFalse();
    }

    @Test
    void aModelWithoutTemplateSaysSoWhenAsked() throws IOException {
        Files.writeString(directory.resolve("tokenizer_config.json"), "{}");
        assertThat(open().isPresent()).isFalse();
        assertThatThrownBy(() -> open().renderMaps(CHAT, Map.of()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("The model has no chat template");
    }

    @Test
    void aTemplateThatCannotBeUsedIsRefusedAtStart() throws IOException {
        Path file = directory.resolve("chat_template.jinja");
        Files.writeString(file, "{% for m in messages %}\n{{ m.content | shuffle }}{% endfor %}");
        assertThatThrownBy(this::open)
                .hasMessage("The chat template in " + file
                        + " can't be used: line 2: the filter |shuffle is not supported.");
        Files.writeString(file, "\n{{ messages[0].content + tone }}");
        assertThatThrownBy(this::open)
                .hasMessage(
                        "The chat template in " + file + " can't render the messages: line 2: 'tone' is undefined.");
    }

    @Test
    void aTemplatesOwnRefusalReachesTheUser() throws IOException {
        Files.writeString(
                directory.resolve("chat_template.jinja"),
                "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}ok");
        assertThat(open().renderMaps(CHAT.subList(1, 2), Map.of())).isEqualTo("ok");
        assertThatThrownBy(() -> open().renderMaps(CHAT, Map.of()))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("line 1: System role not supported.");
    }
}
