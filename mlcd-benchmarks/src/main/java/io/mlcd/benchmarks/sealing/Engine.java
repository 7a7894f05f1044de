package io.mlcd.benchmarks.sealing;

import io.mlcd.api.Opener;
import io.mlcd.api.Sealer;

/** What seals and opens. */
interface Engine {
    byte[] seal(byte[] plain) throws Exception;

    byte[] open(byte[] sealed) throws Exception;

    /** This project's. */
    record Of(Sealer sealer, Opener opener) implements Engine {
        @Override
        public byte[] seal(byte[] plain) {
            return sealer.seal(plain);
        }

        @Override
        public byte[] open(byte[] sealed) {
            return opener.open(sealed);
        }
    }
}
