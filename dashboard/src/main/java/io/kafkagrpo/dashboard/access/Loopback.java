package io.kafkagrpo.dashboard.access;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names by which only this machine's own programs reach it. They alone need no token. */
final class Loopback {
    static final String IN_WORDS = "localhost, 127.0.0.1 or another address of 127.0.0.0/8, and ::1";

    /** Written out, for a name that anyone may lead to this machine is none of them, whatever it is resolved to. */
    private static final Pattern NAMES = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    private Loopback() {}

    static boolean isOne(String host) {
        return NAMES.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
