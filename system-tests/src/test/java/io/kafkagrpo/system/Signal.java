package io.kafkagrpo.system;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The two signals of Linux that {@link ProcessHandle} has no method for. They act at once, where starting a command
 * takes too long.
 */
public enum Signal {
    /** Holds a process where it is; it can't refuse. */
    STOP(19),
    /** Lets a held process go on. */
    CONT(18);

    private static final MethodHandle KILL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    public void sendTo(ProcessHandle process) {
        int answer;
        try {
            answer = (int) KILL.invokeExact(Math.toIntExact(process.pid()), number);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (answer != 0) {
            throw new IllegalStateException("Process %d took no %s.".formatted(process.pid(), this));
        }
    }
}
