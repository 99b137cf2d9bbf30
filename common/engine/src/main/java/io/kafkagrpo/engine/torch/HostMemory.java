package io.kafkagrpo.engine.torch;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The memory of this machine or, in a container, of the container. */
public final class HostMemory {
    private HostMemory() {}

    /**
     * Refuses an array that can't ever fit. Asking for it would not: a system that promises memory before it has
     * it, as every node of Kubernetes does (vm.overcommit_memory=1), ends the process once the array is filled.
     *
     * @param what is to be allocated
     * @param bytes of it
     * @param remedy a sentence about the settings that lower it
     * @throws DeviceMemoryException if it takes more than there is, free or not
     */
    public static void refuseMoreThanThereIs(String what, double bytes, String remedy) {
        long present =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        if (bytes > present) {
            throw new DeviceMemoryException(String.format(
                    Locale.ROOT,
                    "No memory for %s: it takes %.1f GB, and there are %.1f GB. %s",
                    what,
                    bytes / 1e9,
                    present / 1e9,
                    remedy));
        }
    }
}
