package io.voiceforge.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/**
 * Which methods a path has. Quarkus REST answers a wrong one without the {@code Allow} header that RFC 9110, 15.5.6 asks for.
 */
@ApplicationScoped
class AllowedMethods {

    private record Route(String method, Pattern path) {
    }

    private volatile List<Route> routes;

    /** Sorted; with HEAD where there is GET. */
    Set<String> of(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes()) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private List<Route> routes() {
        List<Route> known = routes;
        if (known == null) {
            List<Route> found = new ArrayList<>();
            Deployment deployment = ResteasyReactiveRecorder.getCurrentDeployment();
            RuntimeResourceVisitor.visitRuntimeResources(null, deployment.getClassMappers(), new RuntimeResourceVisitor() {
                @Override
                public void visitRuntimeResource(String method, String fullPath, RuntimeResource resource) {
                    String parameters = Pattern.quote(fullPath).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
                    found.add(new Route(method, Pattern.compile(parameters + "/?")));
                }
            });
            routes = known = List.copyOf(found);
        }
        return known;
    }
}
