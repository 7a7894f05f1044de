/** How good predictions are: {@link io.mlcd.core.metric.Metric}s of {@link io.mlcd.core.metric.Outcomes}. */
@NullMarked
package io.mlcd.core.metric;

import org.jspecify.annotations.NullMarked;
