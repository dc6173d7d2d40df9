// SPDX-License-Identifier: Apache-2.0
package ebb.residency;

import ebb.allocator.OtherProcess;
import ebb.base.EbbException;
import ebb.cgroup.CgroupLimit.Charge;
import ebb.cgroup.OwnCgroup;
import ebb.results.Figure;
import ebb.results.Metric;
import ebb.results.Rung;
import ebb.service.Answer;
import ebb.service.Burst;
import ebb.service.ServiceProcess;
import ebb.shim.NativeBooks.Book;
import ebb.shim.NativeTree;
import ebb.shim.NativeTree.Value;
import ebb.shim.Sampler;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The processes of a user's service, as seen from outside. */
public final class ServiceTree implements Subject, AutoCloseable {
    /** Of a tree that is read and never sampled. */
    private static final long ANY_INTERVAL = 1_000_000_000L;

    private static final long LEAST_CAPACITY = 1024;

    /** An agent's answer, in its words. */
    private static final String NO_SUCH_CALL = "the allocator has no such call";

    private final ServiceProcess service;
    private final boolean releases;
    private final Runnable again;
    private final NativeTree tree;
    private @Nullable NativeTree sampled;
    private @Nullable Burst made;
    private Count before = new Count(0, 0, 0);
    private Count after = new Count(0, 0, 0);
    private long came;
    private long went;
    private long processes;
    private long pss;
    private Optional<Charge> charge = Optional.empty();

    /** What all processes together have used since the service's start. */
    private record Count(long user, long system, long faults) {}

    /**
     * Looks at it.
     *
     * @param service that is ready
     * @param releases whether its processes release memory every so often
     * @param again makes one more burst, and returns when its processes have had a rest
     */
    public ServiceTree(ServiceProcess service, boolean releases, Runnable again) {
        this.service = service;
        this.releases = releases;
        this.again = again;
        this.tree = new NativeTree(Math.toIntExact(service.rootPid()), ANY_INTERVAL, LEAST_CAPACITY);
    }

    /** Tells of a burst, before {@link #afterBurst}. */
    public void made(Burst burst) {
        made = burst;
    }

    /** The pids of all processes that were seen so far. */
    public List<Long> seen() {
        NativeTree looking = sampled == null ? tree : sampled;
        return looking.seen().stream().map(one -> (long) one.pid()).toList();
    }

    @Override
    public Sampler sampler(long interval, long capacity) {
        NativeTree fresh = new NativeTree(Math.toIntExact(service.rootPid()), interval, capacity);
        sampled = fresh;
        return fresh;
    }

    @Override
    public long rss() {
        read();
        return tree.value(Value.RSS);
    }

    @Override
    public KernelFiles.Rollup memory() {
        read();
        return new KernelFiles.Rollup(
                tree.value(Value.RSS), tree.value(Value.LAZYFREE), tree.value(Value.THP), tree.value(Value.SWAP));
    }

    @Override
    public RssError error() {
        return RssError.of(tree.seen().stream().map(NativeTree.Seen::pid).toList());
    }

    @Override
    public void beforeBurst() {
        read();
        before = count();
        came = -sampled(Value.CAME);
        went = -sampled(Value.WENT);
        tree.resetPeak();
    }

    /**
     * Of several processes the marks of each do not tell how high their sum was: only that it was as high as now.
     */
    @Override
    public Cycle.Burst afterBurst() {
        read();
        after = count();
        long rss = tree.value(Value.RSS);
        KernelFiles.Status status = tree.value(Value.PROCESSES) == 1
                ? new KernelFiles.Status(tree.value(Value.PEAK), rss).certain(error())
                : new KernelFiles.Status(rss, rss);
        Burst burst = burst();
        came += sampled(Value.CAME);
        went += sampled(Value.WENT);
        return new Cycle.Burst(
                burst.start(),
                burst.start() + burst.nanoseconds(),
                status,
                after.user - before.user,
                after.system - before.system,
                after.faults - before.faults);
    }

    @Override
    public Cycle afterIdle(Cycle.Burst burst) {
        // HotSpot's nanoTime reads CLOCK_MONOTONIC, as the sampler does.
        long end = System.nanoTime();
        KernelFiles.Rollup left = memory();
        processes = tree.value(Value.PROCESSES);
        pss = tree.value(Value.PSS);
        charge = OwnCgroup.charge(alive());
        Count now = count();
        long cpu = now.user - after.user + now.system - after.system;
        return new Cycle(burst, new Cycle.Idle(end, cpu, left), Optional.empty());
    }

    @Override
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(List.of(
                Metric.PSS.at(processes > 1 ? pss / (double) (1 << 20) : Double.NaN),
                Metric.PROCESSES.at((double) processes),
                Metric.PROCESSES_CAME.at((double) came),
                Metric.PROCESSES_WENT.at((double) went)));
        charge.ifPresent(own -> {
            figures.add(Metric.CGROUP.at(own.charged() / (double) (1 << 20)));
            figures.add(Metric.CGROUP_CACHE.at(own.cache() / (double) (1 << 20)));
        });
        burst().figures().forEach((figure, value) -> figures.add(figure.metric().at(value)));
        return figures;
    }

    private Burst burst() {
        Burst last = made;
        if (last == null) {
            throw new IllegalStateException("afterBurst must follow made");
        }
        return last;
    }

    @Override
    public Optional<Release.Meter> releaser() {
        if (!releases) {
            return Optional.empty();
        }
        return Optional.of(new Release.Meter(
                service::recount,
                () -> cures("calls").sum(),
                () -> cures("longest").max().orElse(0),
                () -> service.cure().stream()
                        .collect(Collectors.toMap(
                                Answer::pid, answer -> answer.number("cpu").orElse(0)))));
    }

    /** Of each process that is alive: what one that has ended did is not known. */
    private LongStream cures(String key) {
        return service.cure().stream().flatMapToLong(answer -> answer.number(key).stream());
    }

    @Override
    public Bookkeeper books() {
        return new Bookkeeper() {
            @Override
            public Heap.Books read() {
                return sum(service.books());
            }

            @Override
            public void watch() {
                // Nobody sees from outside when most is live.
            }

            @Override
            public void unwatch() {
                // Nothing was watched.
            }

            @Override
            public Heap.Books peak() {
                return new Heap.Books(Map.of());
            }
        };
    }

    /** A figure is there where every process has told it. */
    static Heap.Books sum(List<Answer> answers) {
        Map<Book, Long> sums = new EnumMap<>(Book.class);
        for (Book book : Book.values()) {
            String key = book.name().toLowerCase(Locale.ROOT);
            List<OptionalLong> all =
                    answers.stream().map(answer -> answer.number(key)).toList();
            if (!all.isEmpty() && all.stream().allMatch(OptionalLong::isPresent)) {
                sums.put(book, all.stream().mapToLong(OptionalLong::getAsLong).sum());
            }
        }
        return new Heap.Books(sums);
    }

    @Override
    public Rung.Order order(Rung.Order asked) {
        return Rung.Order.FROM_OUTSIDE;
    }

    @Override
    public boolean climb(Rung rung) {
        return switch (rung) {
            case REPEAT -> {
                again.run();
                release();
                yield true;
            }
            case RECLAIM -> reclaim();
            default -> release();
        };
    }

    /** The allocator's release is asked for after it, as on the other rungs. */
    private boolean reclaim() {
        boolean there = OwnCgroup.reclaimer(alive()).filter(OwnCgroup::reclaim).isPresent();
        if (there) {
            release();
        }
        return there;
    }

    private List<Long> alive() {
        return seen().stream().filter(pid -> new OtherProcess(pid).hasMemory()).toList();
    }

    private boolean release() {
        return released(service.release());
    }

    /**
     * Whether any of its processes has the call.
     *
     * @throws EbbException where the call of one has failed
     */
    static boolean released(List<Answer> answers) {
        boolean there = false;
        for (Answer answer : answers) {
            Optional<String> error = answer.error();
            if (error.isPresent() && !error.get().equals(NO_SUCH_CALL)) {
                throw new EbbException("Process " + answer.pid() + " of the service has not released its memory: "
                        + error.get() + ".");
            }
            there |= error.isEmpty();
        }
        return there;
    }

    @Override
    public void end(Sampler sampler) {
        sampled = null;
    }

    @Override
    public void close() {
        tree.close();
    }

    private void read() {
        tree.read();
        long unreadable = tree.value(Value.UNREADABLE);
        if (unreadable > 0) {
            throw new EbbException(unreadable + (unreadable == 1 ? " process" : " processes") + " of the service "
                    + (unreadable == 1 ? "belongs" : "belong") + " to another user, so that its memory cannot be read:"
                    + " run Ebb as that user, or as root.");
        }
    }

    private Count count() {
        return new Count(tree.value(Value.CPU_USER), tree.value(Value.CPU_SYS), tree.value(Value.FAULTS));
    }

    /** Of the tree that is looked at all the time; 0 where none is. */
    private long sampled(Value value) {
        NativeTree looking = sampled;
        if (looking == null) {
            return 0;
        }
        looking.read();
        return looking.value(value);
    }
}
