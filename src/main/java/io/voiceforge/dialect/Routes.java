package io.voiceforge.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** The routes as they are declared: which methods a path has, and whether it takes uploads. */
@ApplicationScoped
class Routes {

    private record Route(String method, Pattern path, boolean isUpload) {
    }

    private volatile List<Route> routes;

    /** The methods of a path, sorted; with HEAD where there is GET. For the {@code Allow} header (RFC 9110, 15.5.6). */
    Set<String> methods(String path) {
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

    /** Whether some route of the path takes a form with a file. */
    boolean isUpload(String path) {
        for (Route route : routes()) {
            if (route.isUpload() && route.path().matcher(path).matches()) {
                return true;
            }
        }
        return false;
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
                    found.add(new Route(method, Pattern.compile(parameters + "/?"),
                            resource.getConsumes().contains(MediaType.MULTIPART_FORM_DATA_TYPE)));
                }
            });
            routes = known = List.copyOf(found);
        }
        return known;
    }
}
