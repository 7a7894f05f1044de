/** How fast models are sealed and opened, beside {@code openssl speed}. */
@NullMarked
package io.mlcd.benchmarks.sealing;

import org.jspecify.annotations.NullMarked;
