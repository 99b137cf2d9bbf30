package io.kafkagrpo.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.model.JsonFile;
import io.kafkagrpo.model.ReferenceModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every chat of the reference models, rendered and encoded as transformers does. */
class ChatTemplateReferenceTest {

    private static final JsonMapper MAPPER = new JsonMapper();

    @TestFactory
    Stream<DynamicContainer> chatsRenderAsInTheReference() {
        return ReferenceModels.directories().stream()
                .map(model -> DynamicContainer.dynamicContainer(
                        model.getFileName().toString(), cases(model, ReferenceModels.reference(model)).stream()));
    }

    private static List<DynamicNode> cases(Path model, JsonNode reference) {
        var cases = new ArrayList<DynamicNode>();
        JsonNode chats = reference.path("chat");
        if (chats.isEmpty()) {
            cases.add(ReferenceModels.skipped(model + " has no chat in its reference"));
            return cases;
        }
        var template = ChatTemplate.open(model);
        var tokenizer = Tokenizer.open(model);
        for (JsonNode chat : chats) {
            cases.add(DynamicTest.dynamicTest(
                    JsonFile.shortened(chat.path("messages").toString()), () -> {
                        var variables = new HashMap<String, Object>();
                        chat.properties().stream()
                                .filter(entry -> !List.of("messages", "text", "ids", "transformers5_AutoTokenizer_ids")
                                        .contains(entry.getKey()))
                                .forEach(entry -> variables.put(
                                        entry.getKey(), MAPPER.convertValue(entry.getValue(), Object.class)));
                        List<Map<String, Object>> messages = MAPPER.convertValue(
                                chat.path("messages"), new TypeReference<List<Map<String, Object>>>() {});
                        String text = template.renderMaps(messages, variables);
                        assertThat(text).isEqualTo(chat.path("text").asText());
                        assertThat(tokenizer.encode(text)).isEqualTo(ReferenceModels.ids(chat.path("ids")));
                    }));
        }
        return cases;
    }
}
