package io.kafkagrpo.dashboard.page;

import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Style, script and charts, from this very build. */
@Path("/assets/{name}")
@Singleton
public class Assets {
    private static final String CHARTS = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    /** A file with the mark of its content, by which a browser asks whether it has changed. */
    private record Asset(String type, byte[] content, EntityTag tag) {}

    private final Map<String, Asset> assets = Map.of(
            "page.css", asset("text/css;charset=UTF-8", "assets/page.css"),
            "page.js", asset("text/javascript;charset=UTF-8", "assets/page.js"),
            "charts.js", asset("text/javascript;charset=UTF-8", "assets/charts.js"),
            "chart.js",
                    asset(
                            "text/javascript;charset=UTF-8",
                            "META-INF/resources/webjars/chart.js/%s/dist/chart.umd.min.js".formatted(chartVersion())));

    @GET
    public Response get(@PathParam("name") String name, @Context Request request) {
        @Nullable Asset asset = assets.get(name);
        if (asset == null) {
            throw new NotFoundException("There is no such file.");
        }
        Response.@Nullable ResponseBuilder unchanged = request.evaluatePreconditions(asset.tag());
        return unchanged != null
                ? unchanged.tag(asset.tag()).build()
                : Response.ok(asset.content(), asset.type())
                        .tag(asset.tag())
                        .header("Cache-Control", "no-cache")
                        .build();
    }

    private static Asset asset(String type, String resource) {
        byte[] content = content(resource);
        CRC32C crc = new CRC32C();
        crc.update(content);
        return new Asset(type, content, new EntityTag("%08x".formatted(crc.getValue())));
    }

    private static String chartVersion() {
        Properties properties = new Properties();
        try (InputStream in = open(CHARTS)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Objects.requireNonNull(properties.getProperty("version"));
    }

    private static byte[] content(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource), resource);
    }
}
