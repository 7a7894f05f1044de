/** The numbers of a registry in Micrometer, if the host has it. */
@NullMarked
package io.mlcd.core.micrometer;

import org.jspecify.annotations.NullMarked;
