package io.kafkagrpo.cli.bench.generator;

import io.kafkagrpo.cli.launch.ChildProcess;
import io.kafkagrpo.cli.launch.ChildSpec;
import io.kafkagrpo.cli.launch.Services;
import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Generators as processes of their own, with what happens to them. One thread owns it. */
final class LightGenerators implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Services services;
    private final List<Member> members = new ArrayList<>();

    /** One of them, whether it is there or away. */
    private static final class Member {
        final ChildSpec spec;
        ChildProcess process;
        Fault.@Nullable Kind fault;
        long backAtNanos;

        Member(ChildSpec spec) {
            this.spec = spec;
            this.process = ChildProcess.start(spec);
        }

        boolean isAway() {
            return fault != null;
        }
    }

    LightGenerators(Services services) {
        this.services = services;
    }

    /** Starts as many more as are missing. */
    void growTo(int count) {
        while (members.size() < count) {
            members.add(new Member(services.lightGenerator(members.size() + 1)));
        }
    }

    /** How many there are and at work. */
    int present() {
        return (int) members.stream().filter(member -> !member.isAway()).count();
    }

    /** Lets it happen; to the next one that is there where this one is away already. */
    void suffer(Fault fault) throws IOException, InterruptedException {
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get((fault.generator() + i) % members.size());
            if (!member.isAway()) {
                begin(member, fault.kind());
                return;
            }
        }
    }

    /**
     * Brings back whose time has come, and looks whether all others live.
     *
     * @throws CommandFailure if one ended by itself
     */
    void look() throws IOException, InterruptedException {
        for (Member member : members) {
            if (member.isAway() && System.nanoTime() - member.backAtNanos >= 0) {
                comeBack(member);
            } else if (!member.isAway() && !member.process.isAlive()) {
                throw new CommandFailure(
                        ExitCode.INTERNAL,
                        "%s ended by itself with code %d: %s. Its log is %s."
                                .formatted(
                                        member.spec.name(),
                                        member.process.waitFor(),
                                        member.process.lastWords(),
                                        member.spec.log()));
            }
        }
    }

    /** Brings back all that are away, whatever their time. */
    void gather() throws IOException, InterruptedException {
        for (Member member : members) {
            if (member.isAway()) {
                comeBack(member);
            }
        }
    }

    private static void begin(Member member, Fault.Kind kind) throws IOException, InterruptedException {
        switch (kind) {
            case KILL, LOSE -> {
                member.process.kill();
                member.process.waitFor();
            }
            case STALL -> signal("STOP", member.process.pid());
            case LEAVE -> member.process.askToStop();
        }
        member.fault = kind;
        member.backAtNanos = System.nanoTime() + kind.away().toNanos();
    }

    private static void comeBack(Member member) throws IOException, InterruptedException {
        if (member.fault == Fault.Kind.STALL) {
            signal("CONT", member.process.pid());
        } else {
            member.process.stopWithin(GRACE);
            member.process = ChildProcess.start(member.spec);
        }
        member.fault = null;
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -%s %d ended with code %d".formatted(name, pid, code));
        }
    }

    /** Ends them; a stalled one by force. */
    @Override
    public void close() {
        for (Member member : members) {
            if (member.isAway()) {
                member.process.kill();
            } else {
                member.process.askToStop();
            }
        }
        members.forEach(member -> member.process.stopWithin(GRACE));
    }
}
