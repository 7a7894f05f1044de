package io.mlcd.ensemble.disk;

import io.mlcd.api.TrainingException;

/**
 * The thread was interrupted while it wrote or read values, and still is marked so. What cannot throw {@link InterruptedException}
 * itself throws this; what can {@linkplain #checked turns it} into that.
 */
public final class DiskInterruptedException extends TrainingException {
    private static final long serialVersionUID = 1L;

    /** @param what was not done, and where */
    DiskInterruptedException(String what, Throwable cause) {
        super(
                TrainingException.Reason.BAD_SOURCE,
                what
                        + ": the thread was interrupted, and still is marked so; call Thread.interrupted() before trying again",
                cause);
    }

    /** To be thrown in its place; the mark is taken away. */
    public InterruptedException checked() {
        Thread.interrupted();
        InterruptedException e = new InterruptedException("the fit was interrupted");
        e.initCause(this);
        return e;
    }
}
