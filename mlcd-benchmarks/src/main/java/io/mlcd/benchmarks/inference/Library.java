package io.mlcd.benchmarks.inference;

/** How a library gets the model of a workload. Has a constructor without arguments. */
interface Library {
    /** The model as the library itself stores it; made outside of all timing. */
    byte[] file(Workload workload) throws Exception;

    /**
     * Loads a model and gets its input ready.
     *
     * @param file what {@link #file} gave
     * @param rows what will be scored; the library may turn them into its own kind of input here
     * @param batchRows how many rows are scored in one call
     */
    Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws Exception;
}
