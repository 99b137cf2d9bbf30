package io.kafkagrpo.model.text;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Turns a completion's ids into text as they come. A character whose bytes are spread over several tokens is held
 * back until it is whole; all pieces joined are the decoded completion. One per completion, used by one thread.
 */
public final class StreamingDecoder {

    private static final String UNFINISHED = "\uFFFD";
    private static final int FIRST_CAPACITY = 64;

    private final Function<int[], String> decode;
    private int[] ids = new int[FIRST_CAPACITY];
    private int count;

    // Ids from contextStart on are decoded again with each token, for a token's text may depend on the
    // one before it
    private int contextStart;
    private int given;

    /** @param decode ids to text, with U+FFFD where bytes are not UTF-8 */
    StreamingDecoder(Function<int[], String> decode) {
        this.decode = decode;
    }

    /** Takes the next id and gives the text that is certain now, often empty. */
    public String append(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
        }
        ids[count++] = id;
        String known = text(given);
        String longer = text(count);
        if (longer.length() <= known.length() || longer.endsWith(UNFINISHED)) {
            return "";
        }
        contextStart = given;
        given = count;
        return longer.substring(known.length());
    }

    /** The rest, once no more ids come. */
    public String finish() {
        String known = text(given);
        String all = text(count);
        contextStart = count;
        given = count;
        return all.substring(known.length());
    }

    private String text(int end) {
        return decode.apply(Arrays.copyOfRange(ids, contextStart, end));
    }
}
