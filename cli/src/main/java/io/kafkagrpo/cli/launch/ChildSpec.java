package io.kafkagrpo.cli.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * How to start a child process.
 *
 * @param name for people, and of its log and pid files
 * @param command for a free HTTP port, which is chosen anew at each start
 * @param environment added to this process's own
 * @param log where its output is appended
 * @param pid where its process id is written
 */
public record ChildSpec(
        String name, IntFunction<List<String>> command, Map<String, String> environment, Path log, Path pid) {}
