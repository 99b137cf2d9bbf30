package io.kafkagrpo.dashboard.view;

import io.kafkagrpo.dashboard.text.TokenTexts;
import io.kafkagrpo.dashboard.text.VisibleText;
import io.kafkagrpo.record.Finished;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One token of a completion.
 *
 * @param text that it wrote
 * @param style class of its colour
 * @param title what is known of it
 */
public record TokenView(String text, String style, String title) {
    /** Lowest log-probabilities, in nats, of the colours from the surest to the most surprising. */
    private static final double[] BOUNDS = {-0.05, -0.2, -0.7, -1.6, -3};

    private static final int VERSION_COLOURS = 6;

    /** The first tokens of a completion; ids in brackets where the vocabulary is not known. */
    static List<TokenView> of(Finished finished, TokenTexts texts, TokenColour colour, int most) {
        List<Integer> ids = finished.getTokenIdsList().subList(0, Math.min(most, finished.getTokenIdsCount()));
        List<String> written = texts.of(ids);
        long oldest =
                finished.getVersionsCount() == 0 ? 0 : finished.getVersions(0).getVersion();
        List<TokenView> tokens = new ArrayList<>();
        int span = 0;
        for (int i = 0; i < ids.size(); i++) {
            while (span + 1 < finished.getVersionsCount()
                    && finished.getVersions(span + 1).getFromToken() <= i) {
                span++;
            }
            long version = finished.getVersionsCount() == 0
                    ? 0
                    : finished.getVersions(span).getVersion();
            boolean known = i < finished.getBehaviourLogProbabilitiesCount();
            double logProbability = known ? finished.getBehaviourLogProbabilities(i) : 0;
            boolean own = i >= finished.getWrittenByPolicyCount() || finished.getWrittenByPolicy(i);
            String style = switch (colour) {
                case VERSION -> "v" + Math.floorMod(version - oldest, VERSION_COLOURS);
                case PROBABILITY -> own && known ? "lp" + level(logProbability) : "context";
                case NONE -> "";
            };
            tokens.add(new TokenView(
                    VisibleText.of(written.get(i)), style, title(i, ids.get(i), version, own, known, logProbability)));
        }
        return tokens;
    }

    private static String title(int index, int id, long version, boolean own, boolean known, double logProbability) {
        String sampled = known
                ? String.format(
                        Locale.ROOT, ", log-probability %.3f (p %.3f)", logProbability, Math.exp(logProbability))
                : "";
        return "token %d, id %d, weight version %d%s"
                .formatted(index, id, version, own ? sampled : ", not written by the policy");
    }

    private static int level(double logProbability) {
        int level = 0;
        while (level < BOUNDS.length && logProbability < BOUNDS[level]) {
            level++;
        }
        return level;
    }
}
