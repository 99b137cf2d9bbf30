package io.kafkagrpo.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.ModelFormatException;
import io.kafkagrpo.model.ReferenceModels;
import io.kafkagrpo.model.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ModelWriterTest {

    @TempDir
    Path temporary;

    @TestFactory
    Stream<DynamicTest> aSavedModelReadsBackBitForBit() {
        return ReferenceModels.directories().stream()
                .map(model -> DynamicTest.dynamicTest(model.getFileName().toString(), () -> {
                    // Given a model from elsewhere
                    var config = ModelConfig.read(model);
                    Path target = temporary.resolve(model.getFileName().toString());
                    try (var weights = HostWeights.read(model, config)) {
                        long parameters = new JsonMapper()
                                .readTree(model.resolve("reference.json").toFile())
                                .at("/architecture/parameters")
                                .asLong();
                        assertThat(weights.layout().valueCount()).isEqualTo(parameters);

                        // When it is saved twice over the same place
                        ModelWriter.save(target, model, weights);
                        ModelWriter.save(target, model, weights);

                        // Then it reads back the same, and nothing else lies there
                        assertThat(ModelConfig.read(target)).isEqualTo(config);
                        try (var again = HostWeights.read(target, config)) {
                            assertThat(again.segment().mismatch(weights.segment()))
                                    .isEqualTo(-1);
                            assertThat(again.sha256()).isEqualTo(weights.sha256());
                            assertThat(again.crc32c()).isEqualTo(weights.crc32c());
                        }
                        try (Stream<Path> files = Files.list(target)) {
                            assertThat(files.map(Path::getFileName).map(Path::toString))
                                    .noneMatch(name -> name.endsWith(".partial"))
                                    .contains("model.safetensors", "config.json", "tokenizer.json");
                        }
                    }
                }));
    }

    @Test
    void anotherModelIsNotOverwritten() throws IOException {
        // Given a directory with another model's configuration
        Path source = TinyModels.write(temporary.resolve("source"), TinyModels.QWEN2);
        Path target = Files.createDirectories(temporary.resolve("target"));
        Files.writeString(target.resolve("config.json"), "{}");

        // When, then
        try (var weights = HostWeights.read(source, ModelConfig.read(source))) {
            assertThatThrownBy(() -> ModelWriter.save(target, source, weights))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("already holds another model (its config.json differs");
        }
        assertThat(target.resolve("config.json")).hasContent("{}");
    }

    @Test
    void whatACrashLeftAsideDoesNoHarm() throws IOException {
        // Given a saved model and the half-written file of a save that was killed
        Path source = TinyModels.write(temporary.resolve("source"), TinyModels.QWEN2);
        var config = ModelConfig.read(source);
        try (var weights = HostWeights.read(source, config)) {
            Files.write(source.resolve(".model.safetensors.partial"), new byte[] {1, 2, 3});
            try (var unharmed = HostWeights.read(source, config)) {
                assertThat(unharmed.sha256()).isEqualTo(weights.sha256());
            }

            // When saved in place, then the new weights are whole and the rest is gone
            weights.segment().asSlice(0, 2).copyFrom(weights.segment().asSlice(2, 2));
            ModelWriter.save(source, source, weights);
            assertThat(source.resolve(".model.safetensors.partial")).doesNotExist();
            try (var saved = HostWeights.read(source, config)) {
                assertThat(saved.sha256()).isEqualTo(weights.sha256());
            }
        }
    }
}
