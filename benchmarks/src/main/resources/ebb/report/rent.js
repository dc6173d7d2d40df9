// SPDX-License-Identifier: Apache-2.0
// What memory that is kept between bursts comes to in a month.

const HOURS_A_MONTH = 730;

/**
 * GiB-hours a month above base: the idle period as it was measured, and from then to the next burst as much as was
 * resident at its end.
 */
const rent = (row, perHour) => {
    const retained = mean(metric(row, "rss.retained"));
    const excess = mean(metric(row, "rss.excess"));
    const measured = mean(metric(row, "burst.makespan")) + mean(metric(row, "idle.length"));
    if (retained === null || excess === null) {
        return null;
    }
    const waited = 3600 / perHour - measured;
    return (perHour * HOURS_A_MONTH * (excess + retained * waited)) / 1024 / 3600;
};

/** More bursts than this an hour would leave less idle time than was measured; 0 where one does not fit into it. */
const mostPerHour = load => {
    const longest = Math.max(
        ...load.rows.map(row => mean(metric(row, "burst.makespan")) + mean(metric(row, "idle.length"))));
    return Math.floor(3600 / longest);
};

const leastRetained = load =>
    load.rows.reduce((a, b) => (mean(metric(b, "rss.retained")) < mean(metric(a, "rss.retained")) ? b : a));

/** What the others are compared with; where that was not run, the one that kept most. */
const reference = load =>
    load.rows.find(row => allocator(row).id === data.reference)
    || load.rows.reduce((a, b) => (mean(metric(b, "rss.retained")) > mean(metric(a, "rss.retained")) ? b : a));

const rentWords = (load, perHour) => {
    const best = leastRetained(load);
    const other = reference(load);
    const end = " GiB-hours a month for " + (metric(best, "live.idle") ? "each process." : "the service.");
    if (best === other) {
        return load.rows.length === 1
            ? allocator(best).id + ": " + short(rent(best, perHour)) + end
            : allocator(best).id + " kept least of all: " + short(rent(best, perHour))
                + end;
    }
    const less = mean(metric(other, "rss.retained")) - mean(metric(best, "rss.retained"));
    return allocator(best).id + " instead of " + allocator(other).id + " saves " + short(less)
        + " MiB between bursts: " + short(rent(other, perHour) - rent(best, perHour))
        + end;
};
