package io.mlcd.core.rollout;

/** How a version comes to live traffic: a value, which {@code registry.rollout(name, version)} takes. */
public sealed interface Strategy permits Immediately, BlueGreen, Canary, Shadow, AbTest {
    /** How it looks at what it sees. */
    Analysis analysis();
}
