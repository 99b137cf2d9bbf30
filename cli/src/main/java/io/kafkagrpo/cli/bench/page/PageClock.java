package io.kafkagrpo.cli.bench.page;

import io.kafkagrpo.cli.terminal.CommandFailure;
import io.kafkagrpo.process.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Asks the page for its views and takes the time until all of an answer is there. */
final class PageClock implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int LOOK_AGAIN_MS = 100;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;

    PageClock(URI root) {
        this.root = root;
    }

    /**
     * What it took to get a view.
     *
     * @param firstMs the first time
     * @param medianMs of all times
     * @param slowestMs of all times
     * @param bytes of the answers of one time
     */
    record Taken(double firstMs, double medianMs, double slowestMs, long bytes) {
        static Taken of(List<Double> ms, long bytes) {
            double[] sorted =
                    ms.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return new Taken(ms.getFirst(), median(sorted), sorted[sorted.length - 1], bytes);
        }
    }

    /** Gets these addresses one after the other, so many times. */
    Taken time(int times, List<String> paths) throws IOException, InterruptedException {
        List<Double> taken = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            bytes = 0;
            long began = System.nanoTime();
            for (String path : paths) {
                bytes += get(path).length;
            }
            taken.add((System.nanoTime() - began) / 1e6);
        }
        return Taken.of(taken, bytes);
    }

    /** Waits until the page has read all of a run, which its events tell. */
    void awaitRead(String run) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> events = events(run);
        while (events.statusCode() == NOT_FOUND) {
            events.body().close();
            Thread.sleep(LOOK_AGAIN_MS); // the page looks for runs once a second, and has no event for its first
            events = events(run);
        }
        refuse(events);
        try (Stream<String> lines = events.body()) {
            boolean read = lines.anyMatch(line -> line.matches("data: ?\\d+ 0 groups well"));
            if (!read) {
                throw new IOException("The page's events ended before the run was read.");
            }
        }
    }

    private HttpResponse<Stream<String>> events(String run) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(root.resolve("/runs/%s/events".formatted(run)))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(root.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        refuse(answer);
        return answer.body();
    }

    private static void refuse(HttpResponse<?> answer) {
        if (answer.statusCode() != 200) {
            throw new CommandFailure(
                    ExitCode.INTERNAL,
                    "The page answers %s with status %d.".formatted(answer.uri(), answer.statusCode()));
        }
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    @Override
    public void close() {
        client.close();
    }
}
