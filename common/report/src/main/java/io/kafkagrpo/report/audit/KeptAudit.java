package io.kafkagrpo.report.audit;

import io.kafkagrpo.keep.Keep;
import io.kafkagrpo.record.PartitionReader.Extent;
import io.kafkagrpo.record.RunStarted;
import io.kafkagrpo.retention.KeptGroups;
import io.kafkagrpo.settings.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether records are gone from the beginning of a topic, and whether the run was begun so that they may be. */
final class KeptAudit {
    private final Findings findings;
    private final List<String> sentences = new ArrayList<>();

    KeptAudit(Findings findings) {
        this.findings = findings;
    }

    /** What retention has taken because the run asked for it, a sentence for each topic. */
    List<String> sentences() {
        return List.copyOf(sentences);
    }

    /** A topic that may be limited: what is gone is no fault where the run was begun with such a limit. */
    void compare(List<Extent> extents, Key<Keep> key, RunStarted started) {
        String asked = KeptGroups.asked(started, key);
        if (asked.equals(key.defaultText())) {
            extents.forEach(extent -> refuse(extent, "%s is '%s'".formatted(key.name(), asked)));
            return;
        }
        long gone = extents.stream().mapToLong(Extent::first).sum();
        if (gone > 0) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%,d offsets of %s are gone from the beginning of its partitions, as %s ('%s') asks; what needs them is not checked.",
                    gone,
                    extents.getFirst().partition().topic(),
                    key.name(),
                    asked));
        }
    }

    /** A topic that is kept for ever. */
    void refuseAny(List<Extent> extents) {
        extents.forEach(extent -> refuse(extent, "this topic is kept for ever"));
    }

    private void refuse(Extent extent, String because) {
        if (extent.first() > 0) {
            findings.add("%s begins at offset %d: what lay before is lost, for %s."
                    .formatted(extent.partition(), extent.first(), because));
        }
    }
}
