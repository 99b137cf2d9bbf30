package io.kafkagrpo.scoring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What is known of a group that has not ended; small, for it is written again with each member, whose own
 * bytes are not.
 *
 * @param firstSeenMs wall clock of the first member
 * @param groupSize how many members it has; 0 while none could be read
 * @param arrived members that are in the store
 * @param dead members whose record could not be used
 * @param deadReason why the first of those could not; empty while there is none
 */
record OpenGroup(long firstSeenMs, int groupSize, int arrived, int dead, String deadReason) {
    private static final int FIXED = Long.BYTES + 3 * Integer.BYTES;

    static OpenGroup first(long nowMs) {
        return new OpenGroup(nowMs, 0, 0, 0, "");
    }

    OpenGroup withMember(int size) {
        return new OpenGroup(firstSeenMs, size, arrived + 1, dead, deadReason);
    }

    OpenGroup withDead(String reason) {
        return new OpenGroup(firstSeenMs, groupSize, arrived, dead + 1, deadReason.isEmpty() ? reason : deadReason);
    }

    byte[] toBytes() {
        byte[] reason = deadReason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + reason.length)
                .putLong(firstSeenMs)
                .putInt(groupSize)
                .putInt(arrived)
                .putInt(dead)
                .put(reason)
                .array();
    }

    static OpenGroup fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long firstSeenMs = buffer.getLong();
        int groupSize = buffer.getInt();
        int arrived = buffer.getInt();
        int dead = buffer.getInt();
        String reason = new String(bytes, FIXED, bytes.length - FIXED, StandardCharsets.UTF_8);
        return new OpenGroup(firstSeenMs, groupSize, arrived, dead, reason);
    }
}
