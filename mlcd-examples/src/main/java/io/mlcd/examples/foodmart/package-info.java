/** The sales of a chain of food stores, and what they tell about its customers. */
@NullMarked
package io.mlcd.examples.foodmart;

import org.jspecify.annotations.NullMarked;
