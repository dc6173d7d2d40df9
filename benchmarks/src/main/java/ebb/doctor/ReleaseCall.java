// SPDX-License-Identifier: Apache-2.0
package ebb.doctor;

import ebb.allocator.ElfSymbols;
import ebb.allocator.Family;
import ebb.base.EbbException;
import ebb.doctor.LoadedFile.Addresses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The call by which a process's allocator gives memory back, as release.c makes it on a thread that holds none of it.
 *
 * @param words the call as a programmer writes it
 * @param function where it is in the process
 * @param type of the function, as C casts to it
 * @param arguments in C; {@code $name} stands for the address of {@link #name}
 * @param name a text that it is given; empty where it takes none
 * @param malloc where the allocator's own malloc is: some do nothing for a thread that never allocated
 * @param free the same of free
 * @param success the value that it returns where it did what was asked; empty where its value says something else
 * @param code the allocator's, where a thread may hold a lock of it
 */
record ReleaseCall(
        String words,
        long function,
        String type,
        String arguments,
        String name,
        long malloc,
        long free,
        Optional<String> success,
        List<Addresses> code) {

    /** scudo's interface.h. */
    private static final int M_PURGE = -101;

    /** What an allocator that is linked into a program names its functions, or what they are called by. */
    private static final Pattern LINKED_IN = Pattern.compile(
            "_*(rjem_)?(je_|mi_|tc_|mallctl|MallocExtension|TCMalloc|scalable_|__TBB|scudo|malloc|free|calloc|realloc"
                    + "|memalign|aligned_alloc|posix_memalign|valloc|pvalloc|cfree|libc_malloc|libc_free|mallinfo|mallopt"
                    + "|lll_lock|int_free|int_malloc|int_realloc|int_memalign|arena_get|sysmalloc|systrim|mtrim"
                    + "|Zn[wa]|Zd[la]|ZN8tcmalloc|ZN12_GLOBAL__N_1.*tcmalloc|ZN15MallocExtension|SpinLock|ZN.*SpinLock"
                    + "|rust_alloc|rust_dealloc|rust_realloc|rg_alloc|rg_dealloc|rg_realloc|rdl_).*");

    /** glibc's malloc.c is one run of code. Of its functions the first line is visible in every build, the rest in some. */
    private static final Pattern GLIBC =
            Pattern.compile("malloc|free|calloc|realloc|memalign|malloc_trim|malloc_info|mallinfo|posix_memalign"
                    + "|_int_(malloc|free|realloc|memalign)(\\..*)?|sysmalloc(\\..*)?|systrim(\\..*)?|ptmalloc_init.*"
                    + "|arena_get.*|new_heap|heap_trim.*|unlink_chunk.*|munmap_chunk|malloc_consolidate|tcache_init.*"
                    + "|__malloc_fork_.*|__malloc_arena_thread_freeres");

    /** Its malloc.c has 20 KiB on x86-64; where much more seems to be in between, it is not one run. */
    private static final long LARGEST_RUN = 256 << 10;

    /** @throws EbbException where there is none, with the reason */
    static ReleaseCall of(AllocatorInUse allocator) {
        if (allocator.family().isEmpty() || allocator.files().isEmpty()) {
            throw new EbbException(
                    "No call is known that makes its allocator give memory back (" + allocator.words() + ").");
        }
        String prefix = allocator.prefix();
        String none = "";
        return switch (allocator.family().get()) {
            case GLIBC ->
                find(allocator, "malloc_trim(0)", "malloc_trim", "int (*)(unsigned long)", "0", none, Optional.empty());
            case JEMALLOC ->
                find(
                        allocator,
                        prefix + "mallctl(\"arena.4096.purge\")", // MALLCTL_ARENAS_ALL, since 5.0
                        prefix + "mallctl",
                        "int (*)(char *, void *, unsigned long *, void *, unsigned long)",
                        "$name, 0, 0, 0, 0",
                        "arena.4096.purge",
                        Optional.of("0"));
            case MIMALLOC ->
                find(allocator, "mi_collect(true)", "mi_collect", "void (*)(int)", "1", none, Optional.empty());
            case TCMALLOC ->
                find(
                        allocator,
                        "MallocExtension_ReleaseFreeMemory()",
                        "MallocExtension_ReleaseFreeMemory",
                        "void (*)(void)",
                        "",
                        none,
                        Optional.empty());
            case TBBMALLOC ->
                find(
                        allocator,
                        "scalable_allocation_command(TBBMALLOC_CLEAN_ALL_BUFFERS, 0)",
                        "scalable_allocation_command",
                        "int (*)(int, void *)",
                        "0, 0",
                        none,
                        Optional.empty());
            case SCUDO ->
                find(
                        allocator,
                        "mallopt(M_PURGE, 0)",
                        "mallopt",
                        "int (*)(int, int)",
                        M_PURGE + ", 0",
                        none,
                        Optional.of("1"));
            case UNKNOWN -> throw new EbbException("No call is known that makes its allocator give memory back.");
        };
    }

    private static ReleaseCall find(
            AllocatorInUse allocator,
            String words,
            String function,
            String type,
            String arguments,
            String name,
            Optional<String> success) {
        LoadedFile owner = allocator.files().get(0);
        LoadedFile offers = allocator.files().get(allocator.files().size() - 1);
        if (allocator.linkedIn() && offers.symbols().functions().stream().allMatch(ElfSymbols.Function::visible)) {
            throw new EbbException(
                    "The program is stripped, so it cannot be told whether a thread is in the allocator that"
                            + " is linked into it.");
        }
        List<Addresses> code = code(allocator);
        if (code.isEmpty()) {
            throw new EbbException("It cannot be told which part of " + owner.name() + " is its allocator.");
        }
        return new ReleaseCall(
                words,
                address(owner, function),
                type,
                arguments,
                name,
                address(offers, allocator.prefix() + "malloc"),
                address(offers, allocator.prefix() + "free"),
                success,
                code);
    }

    private static long address(LoadedFile file, String function) {
        return file.address(function)
                .orElseThrow(() -> new EbbException(file.name() + " names no function " + function + "."));
    }

    private static List<Addresses> code(AllocatorInUse allocator) {
        LoadedFile first = allocator.files().get(0);
        if (allocator.family().equals(Optional.of(Family.GLIBC))) {
            return run(first.symbols(), name -> GLIBC.matcher(name).matches()).stream()
                    .map(run -> new Addresses(run.from() + first.moved(), run.to() + first.moved()))
                    .toList();
        }
        if (!allocator.linkedIn()) {
            return allocator.files().stream()
                    .flatMap(file -> file.code().stream())
                    .toList();
        }
        return first.symbols().functions().stream()
                .filter(function -> LINKED_IN.matcher(function.name()).matches())
                .map(function -> new Addresses(
                        function.address() + first.moved(),
                        function.address() + first.moved() + Math.max(1, function.size())))
                .toList();
    }

    /**
     * The code between the nearest other functions on both sides of those that are meant, so that functions without a name
     * among them are in it; empty where they do not stand together.
     */
    static Optional<Addresses> run(ElfSymbols symbols, Predicate<String> meant) {
        List<ElfSymbols.Function> sorted = new ArrayList<>(symbols.functions());
        sorted.sort(Comparator.comparingLong(ElfSymbols.Function::address));
        long first = sorted.stream()
                .filter(function -> meant.test(function.name()))
                .mapToLong(ElfSymbols.Function::address)
                .min()
                .orElse(Long.MAX_VALUE);
        long last = sorted.stream()
                .filter(function -> meant.test(function.name()))
                .mapToLong(ElfSymbols.Function::address)
                .max()
                .orElse(Long.MIN_VALUE);
        long from = sorted.stream()
                .filter(function -> function.address() < first)
                .mapToLong(function -> function.address() + function.size())
                .max()
                .orElse(first);
        long to = sorted.stream()
                .filter(function -> function.address() > last)
                .mapToLong(ElfSymbols.Function::address)
                .min()
                .orElse(last);
        return last > first && to - from <= LARGEST_RUN ? Optional.of(new Addresses(from, to)) : Optional.empty();
    }
}
