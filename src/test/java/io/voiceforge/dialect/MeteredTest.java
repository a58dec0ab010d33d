package io.voiceforge.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.security.Authenticated;
import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.voiceforge.admin.AdminRole;

/** Every route that needs a key is metered, or says why it is not. */
class MeteredTest {

    private static final List<JavaMethod> ROUTES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.voiceforge").stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isMetaAnnotatedWith(HttpMethod.class))
            .toList();

    @Test
    void eachRouteForKeysDeclaresOneOperationOrWhyItHasNone() {
        List<JavaMethod> forKeys = ROUTES.stream().filter(MeteredTest::needsKey).toList();

        assertThat(forKeys).hasSizeGreaterThan(30);
        assertThat(forKeys).allSatisfy(route -> assertThat(declared(route)).as(route.getFullName()).hasSize(1));
    }

    @Test
    void routesWithoutAKeyDeclareNoOperation() {
        assertThat(ROUTES.stream().filter(route -> !needsKey(route)))
                .allSatisfy(route -> assertThat(declared(route)).as(route.getFullName()).isEmpty());
    }

    private static boolean needsKey(JavaMethod route) {
        return Stream.of(RolesAllowed.class, Authenticated.class)
                .anyMatch(rule -> route.isAnnotatedWith(rule)
                        || route.getOwner().isAnnotatedWith(rule)
                                && !route.isAnnotatedWith("jakarta.annotation.security.PermitAll"));
    }

    /** What stands on the method, else what stands on its class. */
    private static List<String> declared(JavaMethod route) {
        List<String> onMethod = new ArrayList<>();
        route.getAnnotations().forEach(annotation -> add(annotation.getRawType(), onMethod));
        if (onMethod.isEmpty()) {
            route.getOwner().getAnnotations().forEach(annotation -> add(annotation.getRawType(), onMethod));
        }
        return onMethod;
    }

    private static void add(JavaClass annotation, List<String> declared) {
        if (annotation.getEnclosingClass().filter(owner -> owner.isEquivalentTo(Metered.class)).isPresent()) {
            declared.add(annotation.getSimpleName());
        }
    }

    /** What keeps a route for administrators from being forgotten when roles are given. */
    @Test
    void eachRouteForAdministratorsDeclaresOneRole() {
        List<JavaMethod> forAdministrators = ROUTES.stream().filter(route -> route.isAnnotatedWith(AuthorizationPolicy.class))
                .toList();

        assertThat(forAdministrators).hasSizeGreaterThan(10).allSatisfy(route -> {
            AdminRole role = AdminRole.of(route.getAnnotationOfType(AuthorizationPolicy.class).name()).orElseThrow();
            boolean reads = route.isAnnotatedWith(GET.class);
            assertThat(role).as(route.getFullName()).isIn(reads ? List.of(AdminRole.VIEWER, AdminRole.ADMIN)
                    : route.isAnnotatedWith(PATCH.class) ? List.of(AdminRole.OPERATOR, AdminRole.ADMIN)
                            : List.of(AdminRole.ADMIN));
        });
    }
}
