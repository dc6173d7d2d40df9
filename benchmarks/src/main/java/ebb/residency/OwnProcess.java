// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.cgroup.OwnCgroup;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.shim.NativeBooks;
import ebb.shim.NativeBurst;
import ebb.shim.NativeBurst.Probe;
import ebb.shim.NativeBurst.Stat;
import ebb.shim.NativeReleaser;
import ebb.shim.NativeSampler;
import ebb.shim.Proc;
import ebb.shim.Sampler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** This process, with its load in C. */
public final class OwnProcess implements Subject {
    private static final double MIB = 1 << 20;

    private final Proc proc = Proc.open();
    private final NativeBurst burst;
    private final Optional<NativeReleaser> releaser;
    private final Optional<Path> reclaimer =
            OwnCgroup.reclaimer(List.of(ProcessHandle.current().pid()));
    private long freesBefore;
    private long freesRemoteBefore;
    private long livePeak;
    private long livePeakBlocks;
    private OptionalLong baseAnonymous = OptionalLong.empty();

    /**
     * Reads everything once: what that takes for good is part of the base.
     *
     * @param burst started, and closed only when the recorder has been detached
     * @param releaser what counts the release calls, where any are made
     */
    public OwnProcess(NativeBurst burst, Optional<NativeReleaser> releaser) {
        this.burst = burst;
        this.releaser = releaser;
        KernelFiles.Status.parse(proc.status());
        memory();
    }

    @Override
    public Sampler sampler(long interval, long capacity) {
        NativeSampler sampler = new NativeSampler(interval, capacity);
        sampler.watch(burst);
        return sampler;
    }

    @Override
    public long rss() {
        return proc.rss();
    }

    @Override
    public KernelFiles.Rollup memory() {
        return KernelFiles.Rollup.parse(proc.smapsRollup());
    }

    @Override
    public RssError error() {
        return RssError.here();
    }

    /** @throws ebb.base.EbbException where /proc/self/clear_refs cannot be written */
    @Override
    public void beforeBurst() {
        if (baseAnonymous.isEmpty()) {
            baseAnonymous =
                    OptionalLong.of(KernelFiles.bytes(proc.smapsRollup(), "Anonymous", KernelFiles.Rollup.NAME));
        }
        freesBefore = burst.stat(Stat.FREES);
        freesRemoteBefore = burst.stat(Stat.FREES_REMOTE);
        proc.resetPeak();
    }

    @Override
    public Cycle.Burst afterBurst() {
        KernelFiles.Status status = KernelFiles.Status.parse(proc.status()).certain(error());
        livePeak = burst.stat(Stat.LIVE_PEAK_BYTES);
        livePeakBlocks = burst.stat(Stat.LIVE_PEAK_BLOCKS);
        return new Cycle.Burst(
                burst.stat(Stat.BURST_START),
                burst.stat(Stat.BURST_END),
                status,
                burst.stat(Stat.BURST_CPU_USER),
                burst.stat(Stat.BURST_CPU_SYS),
                burst.stat(Stat.BURST_FAULTS));
    }

    @Override
    public Cycle afterIdle(Cycle.Burst before) {
        KernelFiles.Rollup left = memory();
        return new Cycle(
                before,
                new Cycle.Idle(burst.stat(Stat.IDLE_END), burst.stat(Stat.IDLE_CPU), left),
                Optional.of(new Cycle.Requests(
                        livePeak,
                        livePeakBlocks,
                        burst.stat(Stat.LIVE_BYTES),
                        burst.stat(Stat.FREES) - freesBefore,
                        burst.stat(Stat.FREES_REMOTE) - freesRemoteBefore)));
    }

    @Override
    public List<Figure> figures() {
        return baseAnonymous.isEmpty() ? List.of() : List.of(Metric.BASE_ANON.at(baseAnonymous.getAsLong() / MIB));
    }

    @Override
    public Optional<Release.Meter> releaser() {
        return releaser.map(thread -> new Release.Meter(
                thread::reset,
                thread::calls,
                thread::longest,
                () -> Map.of(ProcessHandle.current().pid(), thread.cpu())));
    }

    @Override
    public Bookkeeper books() {
        return new Books(burst);
    }

    @Override
    public Rung.Order order(Rung.Order asked) {
        return asked;
    }

    @Override
    public boolean climb(Rung rung) {
        return rung == Rung.RECLAIM ? reclaim() : probe(rung, burst::probe);
    }

    /** The allocator's release is called after it, as on the other rungs. */
    private boolean reclaim() {
        boolean there = reclaimer.isPresent() && OwnCgroup.reclaim(reclaimer.get());
        if (there) {
            burst.probe(Probe.OUTSIDE);
        }
        return there;
    }

    /** Whether the allocator has what the rung does; the release behind that is made where there is one. */
    static boolean probe(Rung rung, Predicate<Probe> load) {
        boolean there = false;
        for (Probe probe : rung.probes()) {
            there |= load.test(probe);
            if (!there) {
                return false;
            }
        }
        return there;
    }

    /** The sampler reads the burst's memory, which may be gone from now on. */
    @Override
    public void end(Sampler sampler) {
        ((NativeSampler) sampler).watch(null);
    }

    private static final class Books implements Bookkeeper {
        private final NativeBooks books = new NativeBooks();
        private final NativeBurst burst;

        /** Whether the allocator keeps any. Reads them once: what that takes for good is part of the base. */
        private final boolean kept = books.read();

        Books(NativeBurst burst) {
            this.burst = burst;
        }

        @Override
        public Heap.Books read() {
            if (kept) {
                books.read();
            }
            return Heap.Books.of(books::value);
        }

        @Override
        public void watch() {
            if (kept) {
                books.watch(burst);
            }
        }

        @Override
        public void unwatch() {
            if (kept) {
                books.unwatch();
            }
        }

        @Override
        public Heap.Books peak() {
            return Heap.Books.of(books::peak);
        }
    }
}
