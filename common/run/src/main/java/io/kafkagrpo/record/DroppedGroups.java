package io.kafkagrpo.record;

import io.kafkagrpo.rl.DropReason;

/** Makes and reads DroppedGroup records. */
public final class DroppedGroups {
    private DroppedGroups() {}

    /**
     * The record of a group that is not trained on.
     *
     * @param text the reason in words; {@link DropReason#words} where there is no more to say
     */
    public static DroppedGroup of(GroupReference group, DropReason reason, String text) {
        return DroppedGroup.newBuilder()
                .setGroup(group)
                .setReason(text)
                .setCause(
                        switch (reason) {
                            case STALE -> io.kafkagrpo.record.DropReason.STALE;
                            case ZERO_VARIANCE -> io.kafkagrpo.record.DropReason.ZERO_VARIANCE;
                            case TOO_FEW_REWARDS -> io.kafkagrpo.record.DropReason.TOO_FEW_REWARDS;
                            case FAILED -> io.kafkagrpo.record.DropReason.FAILED;
                        })
                .build();
    }

    /** Why it was dropped. Older logs have the words alone; a group whose words name no other reason had failed. */
    public static DropReason reason(DroppedGroup dropped) {
        return switch (dropped.getCause()) {
            case STALE -> DropReason.STALE;
            case ZERO_VARIANCE -> DropReason.ZERO_VARIANCE;
            case TOO_FEW_REWARDS -> DropReason.TOO_FEW_REWARDS;
            case FAILED -> DropReason.FAILED;
            case DROP_REASON_UNSPECIFIED, UNRECOGNIZED -> ofText(dropped.getReason());
        };
    }

    private static DropReason ofText(String text) {
        for (DropReason reason : DropReason.values()) {
            if (reason.words().equals(text)) {
                return reason;
            }
        }
        return DropReason.FAILED;
    }
}
