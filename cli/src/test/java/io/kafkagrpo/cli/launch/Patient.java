package io.kafkagrpo.cli.launch;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A child process that says over HTTP whether it is alive: what a file says, a status. */
final class Patient {
    private Patient() {}

    /** @param arguments its port, the file with the status, the file where its life counts once it has answered */
    public static void main(String[] arguments) throws Exception {
        Path status = Path.of(arguments[1]);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
        AtomicInteger asked = new AtomicInteger();
        server.createContext("/q/health/live", exchange -> {
            if (asked.incrementAndGet() == 2) {
                Files.writeString(
                        Path.of(arguments[2]),
                        ProcessHandle.current().pid() + System.lineSeparator(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
            exchange.sendResponseHeaders(
                    Integer.parseInt(Files.readString(status).strip()), -1);
            exchange.close();
        });
        server.start();
        new CountDownLatch(1).await();
    }
}
