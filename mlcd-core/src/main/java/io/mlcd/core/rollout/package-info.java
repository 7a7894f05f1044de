/** How a version is rolled out to live traffic: when things happen. */
@NullMarked
package io.mlcd.core.rollout;

import org.jspecify.annotations.NullMarked;
