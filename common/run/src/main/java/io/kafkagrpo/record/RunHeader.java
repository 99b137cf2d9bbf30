package io.kafkagrpo.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * What every record of a run bears in its headers: {@value #RUN}, the run that it belongs to, and on what the
 * learner writes also {@value #PEN}. By them readers tell a run's own records from what somebody else has put into
 * its topics by mistake: another tool, a service that outlived the run before of the same name. They are no
 * protection against malice; for that there are the access rights.
 *
 * @param run the run as {@code RunStarted.run_header} says; empty for a run of before there were headers, which
 *     trusts every record
 * @param pen how many learners had written to the run, the writer included; 0 on what others write
 */
public record RunHeader(String run, long pen) {
    /** Name of the header with the run, UTF-8. */
    public static final String RUN = "grpo-run";
    /** Name of the header with the number of the learner, in decimal digits. */
    public static final String PEN = "grpo-pen";

    /** Of a run whose records have no headers. */
    public static final RunHeader NONE = new RunHeader("", 0);

    /** A header that strangers wrote may be anything. */
    private static final int LONGEST_SHOWN = 80;

    /** Of a run that begins: its name and chance, for a run that is deleted may be begun again under its name. */
    public static RunHeader begin(Topics topics) {
        return new RunHeader(
                "%s-%016x".formatted(topics.run(), UUID.randomUUID().getMostSignificantBits()), 1);
    }

    /** What the records of this run bear; {@link #NONE} where it was begun before there were headers. */
    public static RunHeader of(RunStarted started) {
        return new RunHeader(started.getRunHeader(), 0);
    }

    /** The same run's, as its learner of that number writes it. */
    public RunHeader withPen(long number) {
        return isNone() ? this : new RunHeader(run, number);
    }

    /** Whether the run's records have no headers. */
    public boolean isNone() {
        return run.isEmpty();
    }

    /** A record of the run, to be sent; its partition follows from the key where it is null. */
    public ProducerRecord<String, byte[]> record(
            String topic, @Nullable Integer partition, @Nullable String key, byte[] value) {
        return new ProducerRecord<>(topic, partition, null, key, value, headers());
    }

    /** The headers to write. */
    public List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        if (!isNone()) {
            headers.add(header(RUN, run));
            if (pen > 0) {
                headers.add(header(PEN, Long.toString(pen)));
            }
        }
        return headers;
    }

    /** Why a record with these headers is none of the run's, in words; null where it is one. */
    @Nullable
    public String objection(Headers found) {
        if (isNone()) {
            return null;
        }
        String other = text(found, RUN);
        if (other == null) {
            return "it has no header " + RUN;
        }
        return other.equals(run) ? null : "its header %s is '%s', not '%s'".formatted(RUN, shown(other), run);
    }

    /** The number of the learner that wrote a record with these headers; 0 where none is said. */
    static long penOf(Headers found) {
        String said = text(found, PEN);
        return said != null && said.matches("\\d{1,18}") ? Long.parseLong(said) : 0;
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String text(Headers found, String name) {
        Header header = found.lastHeader(name);
        byte[] value = header == null ? null : header.value();
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= LONGEST_SHOWN ? printable : printable.substring(0, LONGEST_SHOWN) + "…";
    }
}
