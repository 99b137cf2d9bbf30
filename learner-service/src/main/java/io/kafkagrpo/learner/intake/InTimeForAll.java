package io.kafkagrpo.learner.intake;

import io.kafkagrpo.record.MetricNames;
import io.kafkagrpo.record.PromptGroup;
import io.kafkagrpo.record.Purpose;
import io.kafkagrpo.settings.Keys;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step is taken only if all groups that are in flight after it can still be used in time. A group of version v
 * can be used by the steps up to that from v + max-staleness, its last one; each step uses so many groups. So after
 * a step from s, at most n · groups-per-step groups may have their last step within the n that follow it; with n =
 * 0, none may have missed it. As long as groups that have not come yet are among more than that, the step waits;
 * and it takes the oldest groups first.
 *
 * <p>How old a group will be is known when it comes. Until then its prompt's {@code min_version} stands for it, and
 * it may turn out younger. The wait has a time-out, after which the step is taken and these groups are not waited
 * for again. Replay and redo take the recorded groups, so they don't depend on any of this.
 */
public final class InTimeForAll implements BatchRule {
    private static final Logger LOG = LoggerFactory.getLogger(InTimeForAll.class);
    private static final Comparator<ReceivedGroup> OLDEST_FIRST =
            Comparator.comparingLong(group -> group.group().oldestVersion());

    /** Is told what is waited for. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * @param groups how many groups the step waits for; 0: it does not any more
         * @param left until it goes on without them
         */
        void awaiting(int groups, Duration left);
    }

    private final int maxStaleness;
    private final Duration timeout;
    private final Watcher watcher;
    private final LongSupplier nanos;
    /** Groups that have not come, with the version that they may be of. */
    private final Map<String, Long> unfinished;

    private Set<String> awaited = Set.of();
    private long since;
    private long heldNanos;
    private int givenUp;

    /**
     * @param timeout the longest that one step waits
     * @param unfinished prompts in the log whose groups no step has decided, with their min_version;
     *     becomes its own
     * @param nanos a clock
     */
    public InTimeForAll(
            int maxStaleness, Duration timeout, Map<String, Long> unfinished, Watcher watcher, LongSupplier nanos) {
        this.maxStaleness = maxStaleness;
        this.timeout = timeout;
        this.unfinished = unfinished;
        this.watcher = watcher;
        this.nanos = nanos;
    }

    @Override
    public void asked(Collection<PromptGroup> prompts) {
        for (PromptGroup prompt : prompts) {
            if (prompt.getPurpose() == Purpose.TRAIN) {
                unfinished.put(prompt.getGroupId(), prompt.getMinVersion());
            }
        }
    }

    @Override
    public void ended(String id) {
        unfinished.remove(id);
    }

    @Override
    public List<ReceivedGroup> choose(List<ReceivedGroup> ready, int count, long versionIn) {
        List<ReceivedGroup> oldestFirst = ready.stream().sorted(OLDEST_FIRST).toList();
        Set<String> missing = missing(oldestFirst.subList(count, oldestFirst.size()), count, versionIn);
        if (missing.isEmpty()) {
            goOn();
        } else if (awaited.isEmpty()) {
            awaited = missing;
            since = nanos.getAsLong();
            LOG.info(
                    "{} waits up to {} s for {} groups in flight, which it would make older than max-staleness allows",
                    step(versionIn),
                    timeout.toSeconds(),
                    missing.size());
            watcher.awaiting(missing.size(), timeout);
            return List.of();
        } else if (nanos.getAsLong() - since < timeout.toNanos()) {
            tell(missing);
            return List.of();
        } else {
            LOG.warn(
                    "{} goes on after {} s ({}) without {} groups that have not come: {}; if they come too late they are dropped",
                    step(versionIn),
                    timeout.toSeconds(),
                    Keys.STALE_GROUPS_TIMEOUT_SECONDS.name(),
                    missing.size(),
                    String.join(", ", missing.stream().sorted().toList()));
            givenUp += missing.size();
            unfinished.keySet().removeAll(missing);
            goOn();
        }
        return oldestFirst.subList(0, count);
    }

    /**
     * The groups that a step has to wait for.
     *
     * @param rest what it would leave of those that are ready
     */
    private Set<String> missing(List<ReceivedGroup> rest, int groupsPerStep, long versionIn) {
        Map<Long, Integer> byLastStep = new TreeMap<>();
        rest.forEach(group -> byLastStep.merge(group.group().oldestVersion() + maxStaleness, 1, Integer::sum));
        // whose last step has gone by comes too late in any case
        unfinished.values().stream()
                .map(version -> version + maxStaleness)
                .filter(last -> last >= versionIn)
                .forEach(last -> byLastStep.merge(last, 1, Integer::sum));
        long groups = 0;
        long tooMany = Long.MIN_VALUE;
        for (Map.Entry<Long, Integer> last : byLastStep.entrySet()) {
            groups += last.getValue();
            if (groups > (last.getKey() - versionIn) * groupsPerStep) {
                tooMany = last.getKey();
            }
        }
        Set<String> missing = new HashSet<>();
        for (Map.Entry<String, Long> group : unfinished.entrySet()) {
            long last = group.getValue() + maxStaleness;
            if (last >= versionIn && last <= tooMany) {
                missing.add(group.getKey());
            }
        }
        return missing;
    }

    private void tell(Set<String> missing) {
        if (!missing.equals(awaited)) {
            awaited = missing;
            watcher.awaiting(missing.size(), timeout.minusNanos(nanos.getAsLong() - since));
        }
    }

    private void goOn() {
        if (!awaited.isEmpty()) {
            heldNanos += nanos.getAsLong() - since;
            awaited = Set.of();
            watcher.awaiting(0, Duration.ZERO);
        }
    }

    private static String step(long versionIn) {
        return "Step " + (versionIn + 1);
    }

    @Override
    public Map<String, Double> takeMetrics() {
        Map<String, Double> metrics =
                Map.of(MetricNames.SECONDS_HELD, heldNanos / 1e9, MetricNames.GIVEN_UP, (double) givenUp);
        heldNanos = 0;
        givenUp = 0;
        return metrics;
    }
}
