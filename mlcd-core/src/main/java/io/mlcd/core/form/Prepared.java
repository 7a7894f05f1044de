package io.mlcd.core.form;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A form behind preparation: each of its inputs is derived from one input of the row.
 *
 * @param inputs how many numbers a row has
 * @param derived the inputs of the form, in order
 * @param form reads them
 */
public record Prepared(int inputs, List<Derived> derived, Form form) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the form does not read as many inputs, or one is derived from an input that
     *     rows do not have
     */
    public Prepared {
        derived = List.copyOf(derived);
        if (derived.size() != form.inputs()) {
            throw new IllegalArgumentException(
                    derived.size() + " inputs are derived, but the form behind reads " + form.inputs());
        }
        for (Derived one : derived) {
            if (one.input() < 0 || one.input() >= inputs) {
                throw new IllegalArgumentException(
                        one + " is derived from input " + one.input() + ", but a row has only " + inputs);
            }
        }
    }

    /**
     * A form behind preparation, with steps that change nothing left out: an imputation of what cannot be missing, and a
     * second preparation where one says the same. The scores are the same to the last bit.
     */
    public static Form of(int inputs, List<Derived> derived, Form behind) {
        boolean complete = derived.stream().noneMatch(Derived::mayBeMissing);
        Form form = complete ? Complete.simplify(behind) : behind;
        if (form instanceof Prepared inner) {
            List<Derived> fused = fuse(derived, inner.derived);
            if (fused != null) {
                return of(inputs, fused, inner.form);
            }
        }
        return isIdentity(inputs, derived) ? form : new Prepared(inputs, derived, form);
    }

    /** The inner derivations over the outer inputs, or null where two steps cannot be said as one. */
    private static @Nullable List<Derived> fuse(List<Derived> outer, List<Derived> inner) {
        List<Derived> fused = new ArrayList<>(inner.size());
        for (Derived second : inner) {
            Derived first = outer.get(second.input());
            if (isAsIs(first)) {
                fused.add(second.from(first.input()));
            } else if (second instanceof Derived.Scaled scaled && scaled.onlyImputes() && !first.mayBeMissing()) {
                fused.add(first);
            } else if (first instanceof Derived.Lookup lookup) {
                fused.add(after(lookup, second));
            } else {
                return null;
            }
        }
        return fused;
    }

    /** What a derivation makes of looked-up numbers: a test for one category if it can be said so, else a look-up. */
    private static Derived after(Derived.Lookup first, Derived second) {
        int hits = 0;
        int hit = -1;
        double[] values = new double[first.size()];
        for (int code = 0; code < values.length; code++) {
            values[code] = second.derive(first.value(code));
            if (values[code] != 0) {
                hits++;
                hit = code;
            }
        }
        double ifUnseen = second.derive(first.ifUnseen());
        double ifMissing = second.derive(first.ifMissing());
        return second instanceof Derived.IsCategory && hits == 1 && ifUnseen == 0 && ifMissing == 0
                ? new Derived.IsCategory(first.input(), hit)
                : Derived.Lookup.of(first.input(), values, ifUnseen, ifMissing);
    }

    private static boolean isAsIs(Derived derived) {
        return derived instanceof Derived.Scaled scaled && scaled.onlyImputes() && scaled.mayBeMissing();
    }

    private static boolean isIdentity(int inputs, List<Derived> derived) {
        if (derived.size() != inputs) {
            return false;
        }
        for (int i = 0; i < inputs; i++) {
            if (!isAsIs(derived.get(i)) || derived.get(i).input() != i) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int outputs() {
        return form.outputs();
    }
}
