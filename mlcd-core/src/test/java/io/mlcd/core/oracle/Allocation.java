package io.mlcd.core.oracle;

import java.lang.reflect.Method;

/** How much memory a piece of work asks for, in this thread. */
public final class Allocation {
    private Allocation() {}

    /** Bytes allocated by the work. Found by reflection, since the modules under test do not read java.management. */
    public static long of(Runnable work) {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Method allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
            long thread = Thread.currentThread().getId();
            long before = (Long) allocated.invoke(bean, thread);
            work.run();
            return (Long) allocated.invoke(bean, thread) - before;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
