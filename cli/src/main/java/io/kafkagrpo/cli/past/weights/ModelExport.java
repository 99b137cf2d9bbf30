package io.kafkagrpo.cli.past.weights;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kafkagrpo.cli.past.PastRun;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.hash.Checksum;
import io.kafkagrpo.model.ModelConfig;
import io.kafkagrpo.model.weights.HostWeights;
import io.kafkagrpo.model.weights.ModelWriter;
import io.kafkagrpo.model.weights.WeightLayout;
import io.kafkagrpo.model.weights.WholeFile;
import io.kafkagrpo.process.ExitCode;
import io.kafkagrpo.record.RunHeader;
import io.kafkagrpo.record.check.LoggedChecksum;
import io.kafkagrpo.weights.WeightFollower;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a weight version from the log and writes it as a model. The host holds the weights once, and a delta.
 *
 * @param companions the folder that configuration and tokenizer are copied from
 */
record ModelExport(PastRun run, LoggedVersions versions, Path companions) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Fills the folder, or leaves nothing there.
     *
     * @param wanted one that can be read
     * @throws CommandFailure if the files don't hold what was announced
     */
    void write(LoggedVersion wanted, Path target) {
        ModelConfig config = ModelConfig.read(companions);
        try (ExportFolder folder = ExportFolder.open(target)) {
            Path aside = folder.aside();
            save(wanted, config, aside);
            compare(wanted, config, aside);
            describe(wanted, aside);
            folder.finish();
        }
    }

    /** The follower compares the checksum of every version on the way. */
    private void save(LoggedVersion wanted, ModelConfig config, Path folder) {
        HostWeights host = HostWeights.allocate(WeightLayout.of(config));
        try (WeightFollower follower =
                new WeightFollower(run.clients(), run.topics(), RunHeader.of(versions.started()), host)) {
            List<LoggedVersion> way = versions.wayTo(wanted);
            long all = bytes(way);
            long read = 0;
            for (LoggedVersion next : way) {
                run.screen()
                        .status("reading weight version %d of %d: %s of %s"
                                .formatted(
                                        next.number(),
                                        wanted.number(),
                                        WeightsTable.bytes(read),
                                        WeightsTable.bytes(all)));
                follower.advanceTo(next.number());
                read += next.announced().getPayloadBytes();
            }
            HostWeights weights = follower.weights();
            run.screen()
                    .status("writing " + WeightsTable.bytes(weights.segment().byteSize()));
            ModelWriter.save(folder, companions, weights);
        }
    }

    private static long bytes(List<LoggedVersion> way) {
        return way.stream()
                .mapToLong(version -> version.announced().getPayloadBytes())
                .sum();
    }

    private void compare(LoggedVersion wanted, ModelConfig config, Path folder) {
        run.screen().status("comparing what was written");
        try (HostWeights written = HostWeights.read(folder, config)) {
            Checksum announced = LoggedChecksum.ofWeights(wanted.announced());
            Checksum found = written.checksum(announced.kind());
            if (!found.equals(announced)) {
                throw new CommandFailure(
                        ExitCode.RESOURCES,
                        "The weights that were written into %s have checksum %s when they are read again, but %s was announced; the disk gives back something else than it was given."
                                .formatted(folder, found, announced));
            }
        }
    }

    private void describe(LoggedVersion wanted, Path folder) {
        Map<String, Object> description = new TreeMap<>();
        description.put("run", run.topics().run());
        description.put("version", wanted.number());
        description.put("step", wanted.announced().getStep());
        Checksum announced = LoggedChecksum.ofWeights(wanted.announced());
        description.put(announced.kind() == Checksum.Kind.SUM ? "weights_sum" : "weights_crc32c", announced.toString());
        WholeFile.write(
                folder.resolve("export.json"),
                "description",
                channel -> WholeFile.append(
                        channel,
                        ByteBuffer.wrap(JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(description)
                                .getBytes(StandardCharsets.UTF_8))));
    }
}
