/** What all suites need: options, JVMs to start, the machine, numbers and Markdown for people. */
@NullMarked
package io.mlcd.benchmarks.common;

import org.jspecify.annotations.NullMarked;
