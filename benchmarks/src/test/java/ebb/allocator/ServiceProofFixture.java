// SPDX-License-Identifier: Apache-2.0
package ebb.allocator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Reports and /proc as texts: process 7 runs the program /.../shop. */
abstract class ServiceProofFixture {
    static final List<String> C_FUNCTIONS =
            List.of("malloc", "free", "calloc", "realloc", "aligned_alloc", "posix_memalign");

    @TempDir
    Path folder;

    Path shop = Path.of("");
    Path libc = Path.of("");
    Path ours = Path.of("");
    Path theirs = Path.of("");

    final Map<String, String> facts = new TreeMap<>();
    final List<String> more = new ArrayList<>();
    final List<Path> mapped = new ArrayList<>();
    final List<String> threads = new ArrayList<>(List.of("shop"));
    final Map<String, String> expect = new TreeMap<>();
    List<Path> preload = List.of();
    Family family = Family.JEMALLOC;
    Releases releases = Releases.NONE;
    Optional<String> prefix = Optional.empty();
    Optional<String> thp = Optional.empty();

    @BeforeEach
    void aShopOnJemalloc() throws IOException {
        folder = folder.toRealPath();
        shop = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("shop"));
        libc = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libc.so.6"));
        ours = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libjemalloc.so.2"));
        theirs = ElfBytes.write(ElfBytes.sharedObject(), folder.resolve("libmimalloc.so.2"));
        preload = List.of(ours);
        own(ours);
        facts.putAll(Map.of("family", "jemalloc", "version", "5.3.0", "how", "start", "control", "yes", "pid", "7"));
        facts.put("executable", shop.toString());
        more.add("allocator=malloc,mallctl " + ours);
        mapped.addAll(List.of(shop, ours, libc));
    }

    void own(Path library) {
        C_FUNCTIONS.forEach(function -> facts.put(function, library.toString()));
    }

    ServiceProof proof() {
        return new ServiceProof(
                new ForkAssignment(
                        folder,
                        1,
                        List.of(),
                        folder.resolve("proof"),
                        "x",
                        family,
                        preload,
                        Map.of(),
                        expect,
                        releases,
                        prefix,
                        List.of("libjemalloc.so", "libmimalloc.so")),
                folder.resolve("libebbagent.so"),
                new HugePages(thp));
    }

    ServiceProof.Result result() {
        List<String> lines = new ArrayList<>(more);
        facts.forEach((key, value) -> lines.add(key + "=" + value));
        ServiceProof proof = proof();
        proof.check(process(), AgentReport.parse(lines, new HashMap<>()));
        return proof.result();
    }

    OtherProcess process() {
        try {
            Path process = Files.createDirectories(folder.resolve("7"));
            Files.deleteIfExists(process.resolve("exe"));
            Files.createSymbolicLink(process.resolve("exe"), shop);
            StringBuilder maps = new StringBuilder();
            mapped.forEach(file -> maps.append("7f0000-7f1000 r-xp 00000000 fe:01 1   " + file + "\n"));
            Files.writeString(process.resolve("maps"), maps);
            for (String thread : List.of("shop", "ebb-agent", "jemalloc_bg_thd")) {
                Path comm = Files.createDirectories(process.resolve("task/" + thread))
                        .resolve("comm");
                Files.writeString(comm, threads.contains(thread) ? thread + "\n" : "other\n");
            }
            return new OtherProcess(7, folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void refused(String message) {
        refused(this::result, "Allocator x " + message);
    }

    void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOf(EbbException.class)
                .hasMessage(message.replace("SHOP", shop.toString())
                        .replace("OURS", ours.toString())
                        .replace("THEIRS", theirs.toString())
                        .replace("LIBC", libc.toString()));
    }
}
