package io.mlcd.examples;

import io.mlcd.api.Row;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.crypto.Keys;
import io.mlcd.crypto.RsaOpener;
import java.nio.file.Path;
import java.security.PrivateKey;

/** A program that only serves: started by {@link ServingFloorTest} with nothing but what serving needs. */
public final class ServeOnly {
    private ServeOnly() {}

    /**
     * Opens a sealed file and a sealed registry, and predicts.
     *
     * @param args the private key, the sealed model, the registry's folder
     */
    public static void main(String[] args) throws Exception {
        for (String absent : new String[] {
            "org.tribuo.Trainer", "com.github.benmanes.caffeine.cache.Cache", "io.mlcd.ensemble.delivery.Delivery"
        }) {
            if (isOnTheClassPath(absent)) {
                throw new IllegalStateException(absent + " is on the class path");
            }
        }
        PrivateKey key = Keys.privateKey(Path.of(args[0]));
        Row row = Row.of("tenure", 1, "Contract", "Month-to-month");
        Model model = Models.load(Path.of(args[1]), RsaOpener.with(key));
        System.out.println("model " + model.predict(row).probability("Yes"));
        try (LocalRegistry registry =
                LocalRegistry.at(Path.of(args[2])).opener(RsaOpener.with(key)).open()) {
            System.out.println("live " + registry.live("churn").predict(row).probability("Yes"));
        }
    }

    private static boolean isOnTheClassPath(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
