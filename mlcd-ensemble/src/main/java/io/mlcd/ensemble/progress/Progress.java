package io.mlcd.ensemble.progress;

/**
 * Hears how far long work is. It is called by the threads that work, one call at a time, so it should be quick.
 *
 * <pre>{@code
 * Progress.console()                                  // a bar on the terminal
 * step -> log.info("{}", step)                        // a line each
 * }</pre>
 */
@FunctionalInterface
public interface Progress {
    /** Called when some work is done, and at the beginning and the end of each stage. */
    void on(Step step);

    /** Hears nothing. */
    static Progress none() {
        return step -> {};
    }

    /** Draws a bar for each stage on the standard error stream, with the time that is probably left. */
    static Progress console() {
        return new ConsoleProgress(System.err);
    }
}
