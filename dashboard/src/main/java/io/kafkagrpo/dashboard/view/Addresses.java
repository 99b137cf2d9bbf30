package io.kafkagrpo.dashboard.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Addresses of the page with names that anybody may have chosen. */
final class Addresses {
    private Addresses() {}

    static String group(String run, String id) {
        return "/runs/%s/groups/%s".formatted(part(run), part(id));
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
