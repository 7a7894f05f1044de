/** Plain reference versions, generators and toys for the tests of this module. */
package io.mlcd.core.oracle;
