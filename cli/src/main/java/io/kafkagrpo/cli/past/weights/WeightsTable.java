package io.kafkagrpo.cli.past.weights;

import io.kafkagrpo.record.WeightVersion;
import io.kafkagrpo.record.check.LoggedChecksum;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A run's weight versions as lines for people: one for each, and what they come to. */
final class WeightsTable {
    private static final String ROW = "%7s %-5s %9s %8s %11s %8s %7s %-16s %7s  %s";
    private static final String NONE = "-";

    private final LoggedVersions versions;
    private final double fullBytes;

    WeightsTable(LoggedVersions versions) {
        this.versions = versions;
        this.fullBytes = versions.fullBytes();
    }

    void print(PrintWriter out) {
        out.println(ROW.formatted(
                "version",
                "kind",
                "payload",
                "of full",
                "changed",
                "of all",
                "step",
                "checksum",
                "sent s",
                "readable"));
        versions.all().forEach(version -> out.println(row(version)));
        out.println();
        out.println(totals());
        out.println(
                "sent s: seconds by the learner's clock from its record of the step to the announcement, when Kafka had acknowledged every chunk; neither encoding nor the commit is in it.");
    }

    private String row(LoggedVersion version) {
        WeightVersion announced = version.announced();
        Double seconds = version.secondsSent();
        return ROW.formatted(
                version.number(),
                announced.getKind().name().toLowerCase(Locale.ROOT),
                bytes(announced.getPayloadBytes()),
                percent(announced.getPayloadBytes() / fullBytes),
                version.isFull() ? NONE : String.format(Locale.ROOT, "%,d", announced.getChangedValues()),
                version.isFull() ? NONE : percent(Short.BYTES * announced.getChangedValues() / fullBytes),
                announced.getStep(),
                LoggedChecksum.ofWeights(announced),
                seconds == null ? NONE : String.format(Locale.ROOT, "%.3f", seconds),
                version.remains().word());
    }

    private String totals() {
        Collection<LoggedVersion> all = versions.all();
        List<LoggedVersion> deltas =
                all.stream().filter(version -> !version.isFull()).toList();
        long inLog = all.stream()
                .filter(version -> version.remains() != LoggedVersion.Remains.GONE)
                .mapToLong(version -> version.announced().getPayloadBytes())
                .sum();
        double mean = deltas.stream()
                .mapToLong(version -> version.announced().getPayloadBytes())
                .average()
                .orElse(0);
        return "%d versions (%d full, %d deltas), %s of payload in the log; %s%s."
                .formatted(
                        all.size(),
                        all.size() - deltas.size(),
                        deltas.size(),
                        bytes(inLog),
                        deltas.isEmpty()
                                ? ""
                                : "a delta has %s of a full snapshot's %s on average; "
                                        .formatted(percent(mean / fullBytes), bytes(versions.fullBytes())),
                        readable());
    }

    private String readable() {
        List<LoggedVersion> left = versions.readable();
        return left.isEmpty()
                ? "none can be read"
                : "%d can be read, the oldest %d, the newest %d"
                        .formatted(
                                left.size(),
                                left.getFirst().number(),
                                left.getLast().number());
    }

    /** Of nothing, there is no share. */
    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.2f %%", 100 * share) : NONE;
    }

    /** Bytes as a person reads them; in powers of 1000. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // What rounds to 1000.0 is 1.0 of the next.
        while (value >= 999.95 && unit < 3) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %sB", value, "kMGT".charAt(unit));
    }
}
