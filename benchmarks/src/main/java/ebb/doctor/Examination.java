// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.Allocator;
import ebb.allocator.AllocatorForks;
import ebb.allocator.Catalog;
import ebb.allocator.Family;
import ebb.base.EbbException;
import ebb.base.Printable;
import ebb.base.Text;
import ebb.base.TextTable;
import ebb.base.TextTable.Column;
import ebb.cgroup.CgroupLimit;
import ebb.cgroup.CgroupLimit.Charge;
import ebb.doctor.ResidentParts.Part;
import ebb.residency.KernelFiles;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a doctor can see of a process without touching it, in lines for a terminal. */
final class Examination {
    static final int WIDTH = 100;
    private static final String INDENT = "  ";
    private static final double MIB = 1 << 20;
    private static final int LONGEST_COMMAND = 300;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Patient patient;
    private final List<Mapping> mappings;
    private final AllocatorInUse allocator;
    private final Catalog catalog;
    private final List<String> lines = new ArrayList<>();

    Examination(Patient patient, List<Mapping> mappings, AllocatorInUse allocator, Catalog catalog) {
        this.patient = patient;
        this.mappings = mappings;
        this.allocator = allocator;
        this.catalog = catalog;
    }

    List<String> lines() {
        process();
        allocator();
        parts();
        limit();
        tries();
        return lines;
    }

    private void process() {
        String command = patient.command();
        lines.add("Process " + patient.pid() + ": "
                + (command.length() <= LONGEST_COMMAND ? command : command.substring(0, LONGEST_COMMAND) + " ..."));
        String status = patient.status();
        TextTable table = new TextTable(Column.LEFT, Column.LEFT);
        ProcessHandle.of(patient.pid())
                .flatMap(process -> process.info().startInstant())
                .ifPresent(start -> table.row(INDENT + "started", TIME.format(start) + ", " + ago(start)));
        table.row(INDENT + "threads", Patient.value(status, "Threads"));
        table.row(INDENT + "RSS", mib(KernelFiles.bytes(status, "VmRSS", "status")));
        table.row(INDENT + "highest RSS", mib(KernelFiles.bytes(status, "VmHWM", "status")));
        table.row(INDENT + "in swap", mib(KernelFiles.bytes(status, "VmSwap", "status")));
        lines.addAll(table.lines());
    }

    private static String ago(Instant start) {
        long seconds = Duration.between(start, Instant.now()).toSeconds();
        return seconds < 120
                ? seconds + " s ago"
                : seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
    }

    private void allocator() {
        lines.add("");
        lines.add("Allocator: " + allocator.words());
        if (allocator.mayHaveAnother()) {
            add(
                    INDENT
                            + "The program is stripped: an allocator that is linked into it and called by another name than"
                            + " malloc, as Rust's jemalloc is, would not be seen.",
                    2);
        }
        Map<String, String> set = patient.environment();
        // Programs that show a title in ps write it over their environment.
        boolean gone = set.isEmpty();
        set.keySet().removeIf(name -> !AllocatorForks.isVariable(name));
        if (set.isEmpty()) {
            lines.add(INDENT
                    + (gone
                            ? "Which variables set it cannot be told: its environment is empty, or it wrote over it."
                            : "No variable that sets it is in the environment that the process was started with."));
        } else {
            set.forEach((name, value) -> lines.add(INDENT + Printable.line(name + "=" + value)));
            lines.add(INDENT + "(in the environment that it was started with; what it changed since is not seen)");
        }
        if (mappings.stream().anyMatch(mapping -> mapping.name().endsWith("/libjvm.so"))) {
            lines.add(INDENT + "A JVM: its Java heap is mapped by itself, and not this allocator's.");
        }
    }

    private void parts() {
        List<Long> pointers = patient.threads().stream()
                .map(patient::waiting)
                .flatMap(Optional::stream)
                .map(Waiting::stackPointer)
                .toList();
        boolean glibc = allocator.family().equals(Optional.of(Family.GLIBC));
        ResidentParts parts = ResidentParts.of(mappings, pointers, glibc ? patient.words() : address -> 0);
        long rss = parts.rss();
        lines.add("");
        lines.add("Where these " + mib(rss) + " are:");
        TextTable table = new TextTable(Column.LEFT, Column.RIGHT, Column.RIGHT, Column.LEFT);
        parts.bytes().entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(part -> table.row(
                        INDENT + part.getKey().words(),
                        mib(part.getValue()),
                        percent(part.getValue(), rss),
                        note(part.getKey(), parts)));
        lines.addAll(table.lines());
        add(
                INDENT + "Of all these " + mib(parts.hugePages()) + " are in anonymous huge pages, and "
                        + mib(parts.lazyFree())
                        + " are given back but stay until the kernel wants them (LazyFree). " + mib(parts.swap())
                        + " more are in swap.",
                2);
    }

    private String note(Part part, ResidentParts parts) {
        return switch (part) {
            case HEAPS ->
                parts.heaps() + (parts.heaps() == 1 ? " heap" : " heaps") + " of 64 MiB reserved, of " + parts.arenas()
                        + (parts.arenas() == 1 ? " arena" : " arenas");
            case STACKS ->
                parts.stacks() + " of " + Patient.value(patient.status(), "Threads") + " threads' could be recognised";
            case PROGRAM_BREAK ->
                allocator.family().equals(Optional.of(Family.GLIBC)) ? "where glibc's main arena is" : "";
            default -> "";
        };
    }

    private void limit() {
        List<Charge> charges = CgroupLimit.charges(patient.pid());
        Optional<Charge> tightest = CgroupLimit.tightest(charges);
        Optional<Charge> told = tightest.or(() -> charges.stream().findFirst());
        lines.add("");
        if (told.isEmpty()) {
            lines.add("Limit: no memory cgroup of the process is seen from here.");
            return;
        }
        Charge charge = told.get();
        String directory = Printable.line(charge.directory().toString());
        String cache =
                mib(charge.cache()) + " of that are page cache, which the kernel drops before it refuses memory.";
        if (tightest.isEmpty()) {
            add(
                    "Limit: none that is seen from here; its cgroup " + directory + " is charged "
                            + mib(charge.charged()) + " for all its processes. " + cache,
                    2);
            return;
        }
        long limit = charge.limit().orElseThrow();
        add(
                "Limit: " + mib(limit) + " of cgroup " + directory + ", which is charged " + mib(charge.charged())
                        + " for all its processes, " + percent(charge.charged(), limit) + " of the limit. " + cache
                        + " Without it that is " + percent(Math.max(0, charge.charged() - charge.cache()), limit) + ".",
                2);
    }

    private void tries() {
        lines.add("");
        lines.add("What to try, and to measure before you believe it:");
        try {
            ReleaseCall call = ReleaseCall.of(allocator);
            lines.add(INDENT + "java -jar benchmarks.jar doctor " + patient.pid() + " --release");
            lines.add(INDENT + INDENT + "now: " + call.words() + ", by gdb on one of its threads");
        } catch (EbbException e) {
            add(INDENT + e.getMessage(), 2);
        }
        List<Allocator> entries = allocator.family().stream()
                .flatMap(family -> catalog.all().stream().filter(entry -> entry.family() == family))
                .filter(entry -> entry.source().isEmpty())
                .toList();
        for (Allocator entry : entries) {
            String setting = entry.environment().entrySet().stream()
                    .map(variable -> variable(variable.getKey()) + "=" + variable.getValue())
                    .collect(Collectors.joining(" "));
            if (!setting.isEmpty()) {
                lines.add(INDENT + setting);
                add(INDENT + INDENT + "at the next start: " + entry.about(), 4);
            } else if (entry.releases().interval().isPresent()) {
                lines.add(INDENT + "a thread of your program that makes that call every "
                        + entry.releases().interval().get().toSeconds() + " s, or after each burst");
            }
        }
        if (!entries.isEmpty()) {
            String names = entries.stream().map(Allocator::id).collect(Collectors.joining(","));
            lines.add(INDENT + "java -jar benchmarks.jar Burst -p allocator=" + names);
            lines.add(INDENT + INDENT + "what each of these gives back after a burst, and at what cost");
        }
        lines.add(INDENT + "java -jar benchmarks.jar");
        lines.add(INDENT + INDENT + "the same of all allocators that are here");
    }

    /** jemalloc that was built with a prefix has it before its variable's name too. */
    private String variable(String name) {
        return name.equals("MALLOC_CONF") ? allocator.prefix().toUpperCase(Locale.ROOT) + name : name;
    }

    private void add(String text, int hang) {
        lines.addAll(Text.wrap(text, WIDTH, hang));
    }

    static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MIB);
    }

    private static String percent(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100.0 * part / whole);
    }
}
