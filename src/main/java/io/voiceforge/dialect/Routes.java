package io.voiceforge.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/** The routes as they are declared: which methods a path has, and whether it takes uploads. */
@ApplicationScoped
class Routes {

    /** @param start what the path begins with, up to its first parameter */
    private record Route(String method, String start, Pattern path, boolean isUpload) {

        boolean serves(String plain) {
            return plain.startsWith(start) && path.matcher(plain).matches();
        }
    }

    /** A parameter of a path, with its own expression if it has one. */
    private static final Pattern PARAMETER = Pattern.compile("\\{[^:}]*(?::([^}]*))?}");
    private static final Pattern MATRIX_PARAMETERS = Pattern.compile(";[^/]*");

    private volatile List<Route> routes;

    /** The methods of a path, sorted; with HEAD where there is GET. For the {@code Allow} header (RFC 9110, 15.5.6). */
    Set<String> methods(String path) {
        Set<String> methods = at(path).map(Route::method).collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** Whether some route of the path takes a form with a file. */
    boolean isUpload(String path) {
        String plain = plain(path);
        for (Route route : routes()) {
            if (route.isUpload() && route.serves(plain)) {
                return true;
            }
        }
        return false;
    }

    private Stream<Route> at(String path) {
        String plain = plain(path);
        return routes().stream().filter(route -> route.serves(plain));
    }

    private static String plain(String path) {
        return path.indexOf(';') < 0 ? path : MATRIX_PARAMETERS.matcher(path).replaceAll("");
    }

    private List<Route> routes() {
        List<Route> known = routes;
        if (known == null) {
            List<Route> found = new ArrayList<>();
            Deployment deployment = ResteasyReactiveRecorder.getCurrentDeployment();
            RuntimeResourceVisitor.visitRuntimeResources(null, deployment.getClassMappers(), new RuntimeResourceVisitor() {
                @Override
                public void visitRuntimeResource(String method, String fullPath, RuntimeResource resource) {
                    found.add(new Route(method, fullPath.replaceFirst("\\{.*", ""), pattern(fullPath),
                            resource.getConsumes().contains(MediaType.MULTIPART_FORM_DATA_TYPE)));
                }
            });
            routes = known = List.copyOf(found);
        }
        return known;
    }

    private static Pattern pattern(String path) {
        StringBuilder expression = new StringBuilder();
        Matcher parameters = PARAMETER.matcher(path);
        int end = 0;
        while (parameters.find()) {
            String own = parameters.group(1);
            expression.append(Pattern.quote(path.substring(end, parameters.start())))
                    .append(own == null ? "[^/]+" : own.strip());
            end = parameters.end();
        }
        return Pattern.compile(expression + Pattern.quote(path.substring(end)) + "/?");
    }
}
