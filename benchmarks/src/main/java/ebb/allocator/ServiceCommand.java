// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import ebb.base.EbbException;
import ebb.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Command lines for a user's own programs, under {@code ebb-service}, which keeps what they start together. */
public final class ServiceCommand {
    /** Of the length that agent.h asks for. */
    private static final String NO_PROOF_YET = "0".repeat(16);

    /** A program and its arguments, and nothing that only a shell does before or behind it. */
    private static final Pattern SINGLE = Pattern.compile("[A-Za-z0-9_./+-]+(?:\\s[^;&|(){}\n`]*)?");

    /** Of the shell's own words those with which somebody may begin. */
    private static final Set<String> BUILT_IN = Set.of(
            ".", "cd", "command", "eval", "exec", "export", "for", "if", "read", "set", "source", "test", "trap",
            "ulimit", "umask", "until", "while");

    private ServiceCommand() {}

    /**
     * A shell command as it is.
     *
     * @throws EbbException when what the jar brings along cannot be unpacked
     */
    public static List<String> plain(String command) {
        return List.of(starter().toString(), "sh", "-c", command);
    }

    /**
     * A shell command on the allocator of this assignment, with the agent in each of its processes.
     *
     * @param environment what the command would have otherwise
     * @param socket that somebody listens at
     * @param control whether the agents are to take commands
     * @throws EbbException when what the jar brings along cannot be unpacked
     */
    public static List<String> withAllocator(
            String command, Map<String, String> environment, ForkAssignment assignment, Path socket, boolean control) {
        Map<String, String> agent = new LinkedHashMap<>();
        agent.put("EBB_AGENT", socket.toString());
        agent.put("EBB_AGENT_TELL", told(assignment));
        agent.put("EBB_AGENT_PROVEN", NO_PROOF_YET);
        if (control) {
            agent.put("EBB_AGENT_CONTROL", "1");
        }
        assignment.prefix().ifPresent(prefix -> agent.put("EBB_AGENT_PREFIX", prefix));
        List<String> line = new ArrayList<>();
        // It is itself no part of the service: only what env starts gets the allocator.
        line.add(starter().toString());
        line.addAll(AllocatorForks.command(environment, assignment, List.of(agent()), agent));
        line.addAll(List.of("sh", "-c", inItsPlace(command)));
        return line;
    }

    /** The same, with its program in place of the shell where it is a single one: a process less, that would be measured. */
    static String inItsPlace(String command) {
        String simple = command.strip();
        return SINGLE.matcher(simple).matches() && !BUILT_IN.contains(simple.split("\\s+")[0])
                ? "exec " + simple
                : command;
    }

    /** The library that reports; it is preloaded too. */
    static Path agent() {
        return Libraries.real(Bundle.beside("libebbagent.so"));
    }

    private static String told(ForkAssignment assignment) {
        return Stream.concat(AllocatorForks.variables(), assignment.environment().keySet().stream())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static Path starter() {
        return program("ebb-service");
    }

    /** One that is beside the shim in the jar, as a file that can be started. */
    static Path program(String name) {
        Path program = Bundle.beside(name);
        Set<PosixFilePermission> mode = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        try {
            if (!Files.getPosixFilePermissions(program).contains(PosixFilePermission.OWNER_EXECUTE)) {
                Files.setPosixFilePermissions(program, mode);
            }
        } catch (IOException e) {
            throw new EbbException(program + " cannot be made executable: " + Problem.of(e)
                    + "; set XDG_CACHE_HOME to a folder of your own.");
        }
        return program;
    }
}
