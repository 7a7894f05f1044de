package io.mlcd.interop.xgboost;

/** The version of XGBoost that saved a model; {@code 0.0.0} is a binary file from before 1.0, which does not tell. */
record Version(int major, int minor, int patch) {
    boolean isBefore(int otherMajor, int otherMinor) {
        return major < otherMajor || (major == otherMajor && minor < otherMinor);
    }

    @Override
    public String toString() {
        return major == 0 ? "0.x" : major + "." + minor + (patch < 0 ? "" : "." + patch);
    }
}
