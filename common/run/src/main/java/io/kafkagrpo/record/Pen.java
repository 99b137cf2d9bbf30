package io.kafkagrpo.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The learner's signature, a header on every record that only the learner of a run writes (prompts, weights, weight-versions,
 * steps). By it readers tell a run's own records from what somebody else put into its topics by mistake. It is no protection
 * against malice: for that there are the cluster's access rights.
 *
 * @param runId of RunStarted
 * @param epoch how many learners have held the pen, this one included
 */
public record Pen(String runId, long epoch) {
    /** The header's name. */
    public static final String HEADER = "pen";

    private static final Pattern FORM = Pattern.compile("(.+)@(\\d{1,18})");

    /** The header to write. */
    public Header header() {
        return new RecordHeader(HEADER, (runId + "@" + epoch).getBytes(StandardCharsets.UTF_8));
    }

    /** The signature of a record; empty where there is none, or one of another form. */
    public static Optional<Pen> of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(new String(header.value(), StandardCharsets.UTF_8));
        return matcher.matches()
                ? Optional.of(new Pen(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
