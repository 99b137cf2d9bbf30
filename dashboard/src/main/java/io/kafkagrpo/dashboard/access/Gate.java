package io.kafkagrpo.dashboard.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands before every address: who may look, that nothing is changed, and what a browser may do with the page. */
@ApplicationScoped
public class Gate {
    /** Of the cookie that a login sets. */
    public static final String COOKIE = "grpo-dashboard";

    private static final int FIRST = 1000;
    private static final String BEARER = "Bearer ";
    /** What is seen before a login: the form, its looks, and whether the service lives. */
    private static final Set<String> OPEN =
            Set.of("/login", "/assets/page.css", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final AccessToken token;

    Gate(AccessToken token) {
        this.token = token;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", POLICY);
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "same-origin");
        response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (!token.isNone()) {
            response.putHeader("Cache-Control", "no-store");
        }
        boolean login =
                request.method().equals(HttpMethod.POST) && request.path().equals("/login");
        if (!login
                && !request.method().equals(HttpMethod.GET)
                && !request.method().equals(HttpMethod.HEAD)) {
            refuse(response, 405, "The page only shows: it takes GET and HEAD.");
        } else if (!isOwnName(request)) {
            refuse(response, 421, "The page is served at this machine's own address alone.");
        } else if (token.isNone() || OPEN.contains(request.path()) || isKnown(request)) {
            context.next();
        } else if (wantsHtml(request)) {
            response.setStatusCode(303).putHeader("Location", "/login").end();
        } else {
            response.putHeader("WWW-Authenticate", "Bearer");
            refuse(response, 401, "A token is asked for: send it as 'Authorization: Bearer TOKEN'.");
        }
    }

    /**
     * Without a token the address is all that protects: a foreign page whose name is made to lead to this machine
     * (DNS rebinding) would read along with the browser.
     */
    private boolean isOwnName(HttpServerRequest request) {
        if (!token.isNone()) {
            return true;
        }
        @Nullable
        String host = request.authority() == null ? null : request.authority().host();
        return host != null && Loopback.isOne(host);
    }

    private boolean isKnown(HttpServerRequest request) {
        @Nullable String header = request.getHeader("Authorization");
        if (header != null && header.startsWith(BEARER)) {
            return token.matches(header.substring(BEARER.length()).strip());
        }
        @Nullable Cookie cookie = request.getCookie(COOKIE);
        return cookie != null && token.opens(cookie.getValue());
    }

    private static boolean wantsHtml(HttpServerRequest request) {
        @Nullable String accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    private static void refuse(HttpServerResponse response, int status, String sentence) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=UTF-8")
                .end(sentence + "\n");
    }
}
