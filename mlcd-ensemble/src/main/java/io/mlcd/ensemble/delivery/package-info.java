/**
 * A whole delivery as one value: {@link io.mlcd.ensemble.delivery.Delivery} says what is done, a
 * {@link io.mlcd.ensemble.delivery.Run} where, a {@link io.mlcd.ensemble.delivery.DeliveryReport} how it went.
 */
@NullMarked
package io.mlcd.ensemble.delivery;

import org.jspecify.annotations.NullMarked;
