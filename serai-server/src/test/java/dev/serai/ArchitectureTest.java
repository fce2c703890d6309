package dev.serai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.serai.kernel.MerchantScope;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.docs.Documenter;

@AnalyzeClasses(packages = "dev.serai", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final ApplicationModules ROOMS = ApplicationModules.of(SeraiServer.class);

    @Test
    void everyRoomUsesOnlyWhatItsSignSays() {
        ROOMS.verify();
    }

    @Test
    void drawsTheMap() {
        new Documenter(ROOMS).writeDocumentation();
    }

    @ArchTest
    static final ArchRule nobody_depends_on_the_gateway = noClasses()
            .that()
            .resideOutsideOfPackage("dev.serai.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.serai.gateway..")
            .because("the data plane must be able to move to its own process");

    @ArchTest
    static final ArchRule nobody_depends_on_a_console_face = noClasses()
            .that()
            .resideOutsideOfPackage("..console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..console..")
            .because("screens change weekly and rules do not");

    @ArchTest
    static final ArchRule the_data_plane_never_touches_the_database = noClasses()
            .that()
            .resideInAPackage("dev.serai.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jooq..", "org.springframework.jdbc..")
            .because("a call must be answered from memory when the database is slow");

    @ArchTest
    static final ArchRule few_leave_a_merchants_scope = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.serai.activity.Handle")
            .and()
            .doNotHaveFullyQualifiedName("dev.serai.push.PushMethods")
            .should()
            .callMethod(MerchantScope.class, "asHouse", Supplier.class)
            .because("behind it the second wall is open; a new caller is added here with its reason at the call");

    @ArchTest
    static final ArchRule what_we_ship_to_merchants_needs_only_the_jdk = noClasses()
            .that()
            .resideInAnyPackage("dev.serai.protocol..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("dev.serai.protocol..", "java..", "javax.crypto..", "org.jspecify..");

    @ArchTest
    static final ArchRule time_is_asked_of_a_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test must be able to move time");
}
