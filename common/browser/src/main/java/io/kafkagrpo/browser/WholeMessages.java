package io.kafkagrpo.browser;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Puts a socket's messages together, which come in parts. */
final class WholeMessages implements WebSocket.Listener {
    private final Consumer<String> taker;
    private final StringBuilder text = new StringBuilder();

    /** Hands over each message when it is whole. */
    WholeMessages(Consumer<String> taker) {
        this.taker = taker;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String whole = text.toString();
            text.setLength(0);
            taker.accept(whole);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }
}
