package io.voiceforge.access;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.admin.AdminRole;

/** Reserves a route for administrators with a role, by its name in {@code @AuthorizationPolicy}. */
public abstract class AdminPolicy implements HttpSecurityPolicy {

    /** For routes that only read, and show no secret. */
    public static final String VIEWER = "viewer";
    /** For routes that change keys, and neither show a secret nor delete. */
    public static final String OPERATOR = "operator";
    /** For all other routes of administrators. */
    public static final String ADMIN = "admin";

    private final AdminAccess access;
    private final AdminRole role;

    private AdminPolicy(AdminAccess access, AdminRole role) {
        this.access = access;
        this.role = role;
    }

    @Override
    public String name() {
        return role.wireName();
    }

    @Override
    public Uni<CheckResult> checkPermission(RoutingContext context, Uni<SecurityIdentity> identity,
            AuthorizationRequestContext request) {
        return access.check(context, role).replaceWith(CheckResult.PERMIT);
    }

    @Singleton
    static class Viewers extends AdminPolicy {
        Viewers(AdminAccess access) {
            super(access, AdminRole.VIEWER);
        }
    }

    @Singleton
    static class Operators extends AdminPolicy {
        Operators(AdminAccess access) {
            super(access, AdminRole.OPERATOR);
        }
    }

    @Singleton
    static class Admins extends AdminPolicy {
        Admins(AdminAccess access) {
            super(access, AdminRole.ADMIN);
        }
    }
}
