package io.mlcd.benchmarks.inference;

/**
 * One thing that is timed.
 *
 * @param threads how many call at once
 */
record Cell(Workload workload, Contender contender, Mode mode, int threads) {
    @Override
    public String toString() {
        return workload.id() + " " + mode.id() + " " + contender.id() + (threads == 1 ? "" : " x " + threads);
    }
}
