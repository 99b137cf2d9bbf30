package io.kafkagrpo.learner;

import io.kafkagrpo.record.DroppedGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a step cost beside its training: groups that were dropped, and memory. */
final class StepCosts {
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");
    private static final Pattern MEMORY = Pattern.compile("(VmRSS|VmHWM):\\s+(\\d+) kB");

    private StepCosts() {}

    /** Counts the dropped groups by reason; whatever else is given as a reason, the group failed. */
    static void addDropped(List<DroppedGroup> dropped, Map<String, Double> metrics) {
        double stale = count(dropped, GroupDesk.STALE);
        double zeroVariance = count(dropped, GroupDesk.ZERO_VARIANCE);
        metrics.put("groups/dropped", (double) dropped.size());
        metrics.put("groups/dropped_stale", stale);
        metrics.put("groups/dropped_zero_variance", zeroVariance);
        metrics.put("groups/dropped_failed", dropped.size() - stale - zeroVariance);
    }

    /** Resident memory of this process, now and at most, in bytes; nothing where the system doesn't tell (only Linux does). */
    static void addMemory(Map<String, Double> metrics) {
        if (!Files.exists(PROCESS_STATUS)) {
            return;
        }
        try {
            Matcher line = MEMORY.matcher(Files.readString(PROCESS_STATUS));
            while (line.find()) {
                String name = line.group(1).equals("VmRSS") ? "memory/resident_bytes" : "memory/resident_peak_bytes";
                metrics.put(name, 1024 * Double.parseDouble(line.group(2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double count(List<DroppedGroup> dropped, String reason) {
        return dropped.stream()
                .filter(group -> group.getReason().equals(reason))
                .count();
    }
}
