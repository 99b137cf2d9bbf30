package io.kafkagrpo.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What an archive holds: its file manifest.json.
 *
 * @param format of this file and its neighbours
 * @param run the run's name
 * @param topics by name, in the order in which they are imported
 * @param positions of the run's consumer groups
 */
record ArchiveManifest(int format, String run, List<Topic> topics, List<Position> positions) {
    static final int FORMAT = 1;
    private static final String FILE = "manifest.json";
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A topic with the settings in which it differs from its cluster's defaults. */
    record Topic(String name, Map<String, String> settings, List<Partition> partitions) {
        boolean isCompacted() {
            return settings.getOrDefault("cleanup.policy", "delete").equals("compact");
        }
    }

    /**
     * A partition's committed records.
     *
     * @param first offset that its log begins with
     * @param end offset behind its last record, markers of transactions included
     * @param sha256 of its file
     */
    record Partition(int partition, long first, long end, long records, String sha256) {}

    /** Up to where a consumer group has read. */
    record Position(String group, String topic, int partition, long offset, String metadata) {}

    static Path file(Path folder, String topic, int partition) {
        return folder.resolve("%s-%d.records".formatted(topic, partition));
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), JSON.writeValueAsString(this) + System.lineSeparator());
    }

    static ArchiveManifest read(Path folder) throws IOException {
        try {
            ArchiveManifest manifest = JSON.readValue(Files.readString(folder.resolve(FILE)), ArchiveManifest.class);
            if (manifest.format() != FORMAT) {
                throw new CommandFailure(
                        ExitCode.DATA,
                        "The archive in %s has format %d; this version reads %d."
                                .formatted(folder, manifest.format(), FORMAT));
            }
            return manifest;
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    ExitCode.DATA, "%s holds no archive of a run, for it has no manifest.json.".formatted(folder), e);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    ExitCode.DATA, "manifest.json in %s can't be read; the archive is damaged.".formatted(folder), e);
        }
    }
}
