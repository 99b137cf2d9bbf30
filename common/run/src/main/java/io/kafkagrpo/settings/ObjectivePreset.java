package io.kafkagrpo.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values under one name: what holds for a key where the configuration is silent. A resolved configuration shows
 * what came of it.
 */
public enum ObjectivePreset {
    /** DPPO by total variation with the values of verl's example. */
    DPPO_TV(
            "policy-term=dppo",
            "dppo-mask=total-variation",
            "dppo-low=0.15",
            "dppo-high=0.15",
            "dppo-value=log-probability",
            "dppo-cap=10000",
            "log-ratio-bounds=twenty",
            "aggregation=token-mean"),
    /** DPPO by binary KL with the values of verl's example. */
    DPPO_KL(
            "policy-term=dppo",
            "dppo-mask=binary-kl",
            "dppo-low=0.05",
            "dppo-high=0.05",
            "dppo-value=log-probability",
            "dppo-cap=10000",
            "log-ratio-bounds=twenty",
            "aggregation=token-mean"),
    /**
     * prime-rl's default: DPPO by total variation, a squared log-ratio penalty, rewards less their group's mean.
     */
    PRIME_RL(
            "policy-term=dppo",
            "dppo-mask=total-variation",
            "dppo-low=0.2",
            "dppo-high=0.2",
            "log-ratio-penalty=0.001",
            "aggregation=token-mean",
            "advantage.estimator=group-mean",
            "advantage.empty-completions=left-out"),
    /** prime-rl's ipo. */
    IPO(
            "policy-term=dppo",
            "dppo-mask=total-variation-either-way",
            "dppo-low=0.1",
            "dppo-high=0.1",
            "log-ratio-penalty=0.001",
            "aggregation=token-mean",
            "advantage.estimator=group-mean",
            "advantage.empty-completions=left-out"),
    /** SkyRL's dppo. */
    SKYRL_DPPO(
            "policy-term=dppo",
            "dppo-mask=total-variation",
            "dppo-low=0.2",
            "dppo-high=0.2",
            "log-ratio-bounds=twenty",
            "aggregation=token-mean",
            "advantage.epsilon=1e-6"),
    /** GMPO with the paper's clip. */
    GMPO("policy-term=gmpo", "clip-low=0.4", "clip-high=0.4", "aggregation=sequence-mean"),
    /** VESPO as TRL has it. */
    VESPO("policy-term=vespo", "aggregation=token-mean"),
    /** LUSPO: completions weigh by their length. */
    LUSPO("policy-term=clipped", "ratio-level=sequence", "aggregation=sequence-sum"),
    /** slime's off-policy sequence mask. */
    SEQUENCE_MASK("sequence-mask-threshold=0.0001", "sequence-mask-against=anchor"),
    /** Truncated importance sampling per token. */
    TIS("correction=stacked", "corrections=weight token ..2"),
    /** The same by the product over a completion (SkyRL's cap). */
    SEQUENCE_TIS("correction=stacked", "corrections=weight sequence-product ..5"),
    /** IcePop: weights out of bounds become 0. */
    ICEPOP("correction=stacked", "corrections=weight token 0.5..5 zero"),
    /** slime's and miles' masked importance sampling with its veto. */
    MIS("correction=stacked", "corrections=weight token ..2 normalized, reject ratio any-token 0.0001.."),
    /** Completions whose geometric mean of ratios is far from 1 are rejected (SkyRL's bounds). */
    GEOMETRIC_MASK("correction=stacked", "corrections=reject ratio sequence-mean 0.99..1.01"),
    /** verl's rejection by the mean k3; rejected tokens leave the denominators. */
    K3_MASK("correction=stacked", "corrections=reject k3 sequence-mean ..0.01 inverse", "rejected-tokens=nowhere");

    static final Key<List<ObjectivePreset>> KEY = new Key<>(
            "objective.presets",
            ObjectivePreset::parse,
            null,
            Key.Presence.OPTIONAL,
            Key.Scope.RUN,
            "a list of " + Stream.of(values()).map(Key::textOf).collect(Collectors.joining(", ")),
            "values under one name, for keys on which the configuration is silent; of two, the first wins");

    @SuppressWarnings("ImmutableEnumChecker") // filled by the constructor alone, and given out as a view
    private final Map<String, String> texts = new TreeMap<>();

    ObjectivePreset(String... entries) {
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String name = entry.substring(0, equals);
            texts.put(name.contains(".") ? name : "objective." + name, entry.substring(equals + 1));
        }
    }

    /** As a configuration names it. */
    public String label() {
        return Key.textOf(this);
    }

    /** What it says, by key. */
    public Map<String, String> texts() {
        return Collections.unmodifiableMap(texts);
    }

    /** One line for people: its name and what it expands to. */
    public String told() {
        return "preset %s: %s, where nothing else is said"
                .formatted(
                        label(),
                        texts.entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue())
                                .collect(Collectors.joining("; ")));
    }

    static @Nullable List<ObjectivePreset> parse(String text) {
        List<ObjectivePreset> presets = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            List<ObjectivePreset> found = Arrays.stream(values())
                    .filter(preset -> Key.textOf(preset).equals(name.strip()))
                    .toList();
            if (found.isEmpty()) {
                return null;
            }
            presets.addAll(found);
        }
        return presets;
    }
}
