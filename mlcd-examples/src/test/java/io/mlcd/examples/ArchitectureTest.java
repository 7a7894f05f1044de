package io.mlcd.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Test;

/** The floors of the house. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mlcd");

    @Test
    void api_dependsOnNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("io.mlcd.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.mlcd.api..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void core_dependsOnTheApiAndItsFewLibraries() {
        classes()
                .that()
                .resideInAPackage("io.mlcd.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mlcd.api..",
                        "io.mlcd.core..",
                        "java..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "com.fasterxml.jackson.core..",
                        "javax.crypto..", // of the platform, for the journal's key
                        "com.github.benmanes.caffeine..",
                        "io.micrometer.core..",
                        "org.apache.commons.statistics..")
                .check(CLASSES);
    }

    @Test
    void caffeine_isNamedByOneClass() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.mlcd.core.registry.CaffeineSpares")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.github.benmanes.caffeine..")
                .check(CLASSES);
    }

    @Test
    void micrometer_isNamedInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.mlcd.core.micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void crypto_dependsOnTheApiBouncyCastleAndTheLog() {
        classes()
                .that()
                .resideInAPackage("io.mlcd.crypto..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mlcd.api..",
                        "io.mlcd.crypto..",
                        "java..",
                        "javax.crypto..",
                        "javax.security.auth..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void interop_dependsOnTheApiTheCoreAndAJsonLibrary() {
        classes()
                .that()
                .resideInAPackage("io.mlcd.interop..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mlcd.api..",
                        "io.mlcd.core.form..",
                        "io.mlcd.core.model..",
                        "io.mlcd.interop..",
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.core..")
                .check(CLASSES);
    }

    @Test
    void ensemble_neverSeesCrypto() {
        noClasses()
                .that()
                .resideInAPackage("io.mlcd.ensemble..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mlcd.crypto..", "org.bouncycastle..")
                .check(CLASSES);
    }

    @Test
    void tribuo_isNamedInOnePackage() {
        noClasses()
                .that()
                .resideInAPackage("io.mlcd..")
                .and()
                .resideOutsideOfPackages("io.mlcd.ensemble.tribuo..", "io.mlcd.examples..", "io.mlcd.benchmarks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.tribuo..", "com.oracle.labs..", "com.google.protobuf..")
                .check(CLASSES);
    }

    @Test
    void nothing_readsSerialisedJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCycles() {
        slices().matching("io.mlcd.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
