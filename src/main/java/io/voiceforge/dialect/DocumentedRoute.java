package io.voiceforge.dialect;

import java.lang.annotation.Annotation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.validation.Valid;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.voiceforge.admin.AdminRole;

/**
 * A route as its annotations declare it, while the application is built.
 *
 * @param path as documents write it: without the expressions of its parameters
 */
public record DocumentedRoute(PathItem.HttpMethod verb, String path, MethodInfo method) {

    private static final Map<Class<? extends Annotation>, PathItem.HttpMethod> VERBS = Map.of(GET.class,
            PathItem.HttpMethod.GET, POST.class, PathItem.HttpMethod.POST, PUT.class, PathItem.HttpMethod.PUT, PATCH.class,
            PathItem.HttpMethod.PATCH, DELETE.class, PathItem.HttpMethod.DELETE);

    /** Those whose classes are in the package. */
    static Set<DocumentedRoute> in(Package room, IndexView index) {
        // an index of several parts may name a class more than once
        Set<DocumentedRoute> routes = new LinkedHashSet<>();
        for (AnnotationInstance declared : index.getAnnotations(Path.class)) {
            if (declared.target().kind() != AnnotationTarget.Kind.CLASS
                    || !declared.target().asClass().name().packagePrefix().equals(room.getName())) {
                continue;
            }
            for (MethodInfo method : declared.target().asClass().methods()) {
                VERBS.forEach((annotation, verb) -> {
                    if (method.hasDeclaredAnnotation(annotation)) {
                        AnnotationInstance more = method.declaredAnnotation(Path.class);
                        String path = declared.value().asString() + (more == null ? "" : more.value().asString());
                        routes.add(new DocumentedRoute(verb, path.replaceAll("\\{(\\w+):[^}]*}", "{$1}"), method));
                    }
                });
            }
        }
        return routes;
    }

    /** Whether the annotation stands on the method or on its class. */
    public boolean has(Class<? extends Annotation> annotation) {
        return method.hasDeclaredAnnotation(annotation) || method.declaringClass().hasDeclaredAnnotation(annotation);
    }

    /** The role that its {@link AuthorizationPolicy} names; null without one. */
    AdminRole role() {
        AnnotationInstance policy = method.declaredAnnotation(AuthorizationPolicy.class);
        return policy == null ? null : AdminRole.of(policy.value("name").asString()).orElseThrow();
    }

    /** Whether its method says what the body is; a scanner takes any parameter for one. */
    boolean declaresBody() {
        return method.hasDeclaredAnnotation(RequestBodySchema.class) || method.hasAnnotation(Valid.class);
    }

    /** The class that {@link RequestBodySchema} names, or null. */
    DotName body() {
        AnnotationInstance declared = method.declaredAnnotation(RequestBodySchema.class);
        return declared == null ? null : declared.value().asClass().name();
    }

    boolean isUpload() {
        AnnotationInstance consumes = method.declaredAnnotation(Consumes.class);
        return consumes != null && List.of(consumes.value().asStringArray()).contains(MediaType.MULTIPART_FORM_DATA);
    }

    boolean hasParameterInPath() {
        return path.contains("{");
    }

    /** What {@link CanFail} says; empty without it. */
    List<String> failures() {
        AnnotationInstance declared = method.declaredAnnotation(CanFail.class);
        return declared == null ? List.of() : declared.value().asArrayList().stream().map(AnnotationValue::asEnum).toList();
    }
}
