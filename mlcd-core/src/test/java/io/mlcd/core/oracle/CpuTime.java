package io.mlcd.core.oracle;

/** How long this thread has worked. Found by reflection, since the modules under test do not read java.management. */
public final class CpuTime {
    private CpuTime() {}

    /** Nanoseconds of a processor that this thread has taken so far. */
    public static long ofThisThread() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return (Long) Class.forName("java.lang.management.ThreadMXBean")
                    .getMethod("getCurrentThreadCpuTime")
                    .invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
