package io.kafkagrpo.dashboard.index;

import io.kafkagrpo.record.ScoredCompletion;
import io.kafkagrpo.record.ScoredGroup;
import io.kafkagrpo.record.VersionRun;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one generator has sampled of a group.
 *
 * @param tokens of its completions
 * @param newestVersion that drew one of them; negative where none did
 * @param firstAtMs when its first completion was begun
 * @param lastAtMs when its last one was finished
 */
record GeneratorSums(long completions, long tokens, long newestVersion, long firstAtMs, long lastAtMs) {

    /** By generator. Of two completions with one index the last is kept, as in the index. */
    static Map<String, GeneratorSums> of(ScoredGroup group) {
        Map<Integer, ScoredCompletion> kept = new LinkedHashMap<>();
        group.getCompletionsList().forEach(member -> kept.put(member.getIndex(), member));
        return of(kept.values());
    }

    private static Map<String, GeneratorSums> of(Collection<ScoredCompletion> members) {
        Map<String, GeneratorSums> sums = new HashMap<>();
        for (ScoredCompletion member : members) {
            sums.merge(
                    member.getGeneratorId(),
                    new GeneratorSums(
                            1,
                            member.getFinished().getTokenIdsCount(),
                            newestVersion(member),
                            member.getStartedAtMs(),
                            member.getFinishedAtMs()),
                    GeneratorSums::and);
        }
        return sums;
    }

    static long newestVersion(ScoredCompletion member) {
        return member.getFinished().getVersionsList().stream()
                .mapToLong(VersionRun::getVersion)
                .max()
                .orElse(-1);
    }

    private GeneratorSums and(GeneratorSums other) {
        return new GeneratorSums(
                completions + other.completions,
                tokens + other.tokens,
                Math.max(newestVersion, other.newestVersion),
                Math.min(firstAtMs, other.firstAtMs),
                Math.max(lastAtMs, other.lastAtMs));
    }
}
