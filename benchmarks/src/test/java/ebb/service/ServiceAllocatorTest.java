// SPDX-License-Identifier: Apache-2.0
package ebb.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ebb.base.EbbException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is proven of real processes, refused, and asked of them. */
class ServiceAllocatorTest {
    /** mov $34,%eax; syscall (pause); jmp: for x86-64. */
    private static final byte[] PAUSE_X86 = {(byte) 0xb8, 34, 0, 0, 0, 0x0f, 0x05, (byte) 0xeb, (byte) 0xf7};

    /** x0 to x4 = 0, x8 = 73; svc 0 (ppoll); b: for aarch64. */
    private static final int[] PAUSE_ARM = {
        0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800004, 0xd2800928, 0xd4000001, 0x17fffff9
    };

    @TempDir
    Path folder;

    private Shop shop = new Shop(Path.of(""));

    @BeforeEach
    void aFolder() throws IOException {
        shop = new Shop(folder.toRealPath());
    }

    @Test
    void eachProcessIsOnThePreloadedAllocatorAndObeys() throws Exception {
        shop.catalog = Files.writeString(shop.folder.resolve("a.toml"), """
                [[allocator]]
                id = "narrow"
                family = "jemalloc"
                library = "libjemalloc.so.2"
                environment = { MALLOC_CONF = "narenas:2,background_thread:true" }
                expect = { "opt.narenas" = 2, "opt.background_thread" = true }
                release-interval = 0.01
                """);
        shop.allocator = "narrow";
        shop.start = "(sleep 100 &); echo up; sleep 100; :";
        try (ServiceProcess process = shop.open()) {
            ServiceProcess.Proof proof = process.prove(process.pids());
            assertThat(proof.result().processes()).isEqualTo(3);
            assertThat(proof.result().proven().family()).isEqualTo("jemalloc");
            assertThat(proof.result().proven().release()).startsWith("mallctl");
            assertThat(proof.result().proven().unproven()).isEmpty();
            await(() -> process.cure().stream()
                    .allMatch(answer -> answer.number("calls").orElseThrow() > 100));
            assertThat(process.recount()).hasSize(3);
            assertThat(process.cure())
                    .hasSize(3)
                    .allSatisfy(answer ->
                            assertThat(answer.number("calls").orElseThrow()).isLessThanOrEqualTo(100));
            await(() -> process.cure().stream()
                    .allMatch(answer -> answer.number("calls").orElseThrow() > 1));
            assertThat(process.release())
                    .hasSize(3)
                    .allSatisfy(answer -> assertThat(answer.error()).isEmpty())
                    .allSatisfy(answer ->
                            assertThat(answer.number("took").orElseThrow()).isPositive());
            assertThat(process.books())
                    .extracting(Answer::pid)
                    .containsExactlyElementsOf(process.pids().stream().sorted().toList());
            assertThat(process.books())
                    .allSatisfy(answer ->
                            assertThat(answer.number("inuse").orElseThrow()).isPositive());
        }
    }

    @Test
    void whoeverStartsLaterReleasesToo() throws Exception {
        shop.catalog = Files.writeString(shop.folder.resolve("a.toml"), """
                [[allocator]]
                id = "often"
                family = "jemalloc"
                library = "libjemalloc.so.2"
                release-interval = 0.01
                """);
        shop.allocator = "often";
        shop.start = "mkfifo go; echo up; read go < go; sleep 100; :";
        try (ServiceProcess process = shop.open()) {
            Files.writeString(shop.folder.resolve("go"), "now\n", StandardOpenOption.WRITE);
            await(() -> process.cure().stream()
                            .filter(answer -> answer.number("calls").orElseThrow() > 1)
                            .count()
                    == 2);
            assertThat(process.cure())
                    .hasSize(2)
                    .allSatisfy(answer ->
                            assertThat(answer.number("calls").orElseThrow()).isPositive());
        }
    }

    @Test
    void nobodyIsAskedWhoWasNotStartedSo() {
        try (ServiceProcess process = shop.open()) {
            assertThat(process.release()).isEmpty();
        }
    }

    @Test
    void aProcessThatHasEndedIsOnlyCounted() {
        try (ServiceProcess process = shop.open()) {
            ServiceProcess.Proof proof = process.prove(List.of(process.pids().get(0), 1L << 22));
            assertThat(proof.result().processes()).isOne();
            assertThat(proof.gone()).isOne();
            assertThat(proof.proven().gone()).isOne();
        }
    }

    @Test
    void aVariableThatTheServiceSetsItselfIsCaught() {
        shop.start = "echo up; MALLOC_ARENA_MAX=1 exec sleep 100";
        refused(
                sleep(),
                "Allocator glibc is not in place in process PID (PROGRAM): asked for no MALLOC_ARENA_MAX, found"
                        + " MALLOC_ARENA_MAX=1; look for something between 'start' and it that sets it.");
    }

    @Test
    void aProgramWithoutItsEnvironmentCannotBeProven() {
        shop.start = "echo up; exec env -i sleep 100";
        refused(
                sleep(),
                "Allocator glibc cannot be proven in process PID (PROGRAM): it was started without the environment that"
                        + " 'start' was given (sudo, su, env -i and sandboxes drop it); start the program itself.");
    }

    @Test
    void aStaticProgramCannotBeProven() throws IOException {
        Path program = Files.write(shop.folder.resolve("static"), staticProgram());
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        shop.start = "echo up; exec ./static";
        refused(
                program,
                "Allocator glibc cannot be proven in process PID (PROGRAM): it is statically linked, so nothing can"
                        + " be preloaded; build it to load its C library.");
    }

    @Test
    void aSetUidProgramCannotBeProven() throws IOException {
        // To root a program of another user's becomes that user; a file system may forbid it.
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
        Path program = Files.copy(sleep(), shop.folder.resolve("nap"));
        Files.setAttribute(program, "unix:uid", 65_534);
        Files.setAttribute(program, "unix:mode", 04755);
        Files.setPosixFilePermissions(shop.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        shop.start = "echo up; exec ./nap 100";
        refused(
                program,
                "Allocator glibc cannot be proven in process PID (PROGRAM): it is set-uid or set-gid, so ld.so"
                        + " preloads nothing; start it without that, by a user who has the rights.");
    }

    /** The control of the refusals above. */
    @Test
    void aPlainProgramIsProven() {
        try (ServiceProcess process = shop.open()) {
            assertThat(process.prove(process.pids()).result().processes()).isOne();
        }
    }

    /** Once the shell has become the program. */
    private void refused(Path program, String message) {
        try (ServiceProcess process = shop.open()) {
            long pid = process.pids().get(0);
            await(() -> Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).equals(program));
            assertThatThrownBy(() -> process.prove(List.of(pid)))
                    .isInstanceOf(EbbException.class)
                    .hasMessage(message.replace("PID", Long.toString(pid)).replace("PROGRAM", program.toString()));
        }
    }

    private static void await(Callable<Boolean> condition) {
        try {
            for (int i = 0; i < 1000 && !condition.call(); i++) {
                Thread.sleep(20);
            }
            assertThat(condition.call()).isTrue();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path sleep() {
        try {
            return Path.of("/bin/sleep").toRealPath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An ELF header, one segment, and code that sleeps. */
    private static byte[] staticProgram() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        ByteBuffer file = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.putShort(16, (short) 2).putShort(18, (short) (arm ? 183 : 62)).putInt(20, 1);
        file.putLong(24, 0x400080).putLong(32, 64).putShort(52, (short) 64).putShort(54, (short) 56);
        file.putShort(56, (short) 1);
        file.putInt(64, 1).putInt(68, 5).putLong(80, 0x400000).putLong(88, 0x400000);
        file.putLong(96, 256).putLong(104, 256).putLong(112, 0x1000);
        file.position(128);
        if (arm) {
            for (int instruction : PAUSE_ARM) {
                file.putInt(instruction);
            }
        } else {
            file.put(PAUSE_X86);
        }
        return file.array();
    }
}
