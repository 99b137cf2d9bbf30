package io.kafkagrpo.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A grpo command that was run in this process, and what it said. */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Grpo.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }

    /** The JSON lines on stdout. */
    public List<JsonNode> lines() throws IOException {
        return parsed(out.lines().toList());
    }

    /** The JSON lines of a file. */
    public static List<JsonNode> lines(Path file) throws IOException {
        return parsed(Files.readAllLines(file));
    }

    private static List<JsonNode> parsed(List<String> lines) throws IOException {
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> all = new ArrayList<>();
        for (String line : lines) {
            all.add(mapper.readTree(line));
        }
        return all;
    }
}
