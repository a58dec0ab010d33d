package io.voiceforge.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.annotation.security.RolesAllowed;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

import io.quarkus.security.Authenticated;
import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.vertx.core.json.jackson.DatabindCodec;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/**
 * Completes the document at {@code /q/openapi} for the routes of one dialect, while the application is built: who may use a route,
 * what its audio is, its headers, and each error that it can answer, with a body that the dialect itself has written. The rest of
 * a route is in its own annotations.
 */
public abstract class ApiDocument implements OASFilter {

    private static final String JSON = "application/json";
    private static final String ANY = "*/*";

    private final IndexView index;
    private final Dialect dialect;

    protected ApiDocument(IndexView index, Dialect dialect) {
        this.index = index;
        this.dialect = dialect;
    }

    /** The heading under which the route stands. */
    protected abstract String tag(DocumentedRoute route);

    /** The name of the schema of the dialect's errors with that status. */
    protected abstract String errorSchema(int status);

    /** The scheme in which the dialect's own clients send keys; all others are accepted too. */
    protected abstract String keyScheme();

    /** Says what a parameter means. */
    protected abstract void describe(Parameter parameter, DocumentedRoute route);

    /** The media types of audio. */
    protected abstract List<String> audioTypes();

    /** What an id in the path that names nothing is called. */
    protected ErrorCode notFound() {
        return ErrorCode.NOT_FOUND;
    }

    /** Failures of that kind: more than one where the dialect's status depends on more than the code. */
    protected List<ApiException> examples(ErrorCode code) {
        return List.of(ErrorExamples.of(code));
    }

    /** Whatever else only this dialect has. */
    protected void complete(OpenAPI document) {
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        CommonParts.addTo(document);
        for (DocumentedRoute route : DocumentedRoute.in(getClass().getPackage(), index)) {
            PathItem path = document.getPaths().getPathItem(route.path());
            Operation operation = path == null ? null : path.getOperations().get(route.verb());
            // hidden ones are not there
            if (operation != null) {
                complete(operation, route, document.getComponents());
            }
        }
        complete(document);
    }

    private void complete(Operation operation, DocumentedRoute route, Components components) {
        operation.setTags(List.of(tag(route)));
        operation.setSecurity(security(route));
        body(operation, route);
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> describe(parameter, route));
        }
        if (route.failures().contains(ErrorCode.PRECONDITION_FAILED.name())) {
            operation.addParameter(OASFactory.createParameter().ref("IfMatch"));
        }
        success(operation, route);
        errors(operation, route, components);
    }

    private List<SecurityRequirement> security(DocumentedRoute route) {
        List<String> schemes = new ArrayList<>();
        if (route.has(RolesAllowed.class) || route.has(Authenticated.class)) {
            schemes.addAll(CommonParts.KEY_SCHEMES);
            schemes.remove(keyScheme());
            schemes.add(0, keyScheme());
        } else if (route.has(AuthorizationPolicy.class) || isForAdministratorsToo(route)) {
            schemes.addAll(CommonParts.ADMIN_SCHEMES);
        }
        List<SecurityRequirement> any = new ArrayList<>();
        if (isForAdministratorsToo(route)) {
            any.add(OASFactory.createSecurityRequirement());
        }
        List<String> roles = route.role() == null ? List.of() : List.of(route.role().wireName());
        schemes.forEach(scheme -> any.add(OASFactory.createSecurityRequirement().addScheme(scheme, roles)));
        return any;
    }

    /** Whether an open route has more for administrators, who can then fail to authenticate. */
    private static boolean isForAdministratorsToo(DocumentedRoute route) {
        return !route.has(AuthorizationPolicy.class) && route.failures().contains(ErrorCode.ADMIN_AUTH_REQUIRED.name());
    }

    private void body(Operation operation, DocumentedRoute route) {
        RequestBody body = operation.getRequestBody();
        if (!route.declaresBody()) {
            operation.setRequestBody(null);
            return;
        }
        if (route.body() != null) {
            // a scanner would take a method's JsonNode for the schema
            body.getContent().getMediaTypes().values()
                    .forEach(media -> media.setSchema(OASFactory.createSchema().ref(name(route.body()))));
        }
        if (body.getContent().hasMediaType(ANY)) {
            // as many media types as callers can think of, and JSON in all of them
            body.setContent(OASFactory.createContent().addMediaType(JSON, body.getContent().getMediaType(ANY)));
            body.setRequired(false);
        } else {
            body.setRequired(true);
        }
    }

    /** What the schema of a type is called. */
    private String name(DotName type) {
        ClassInfo found = index.getClassByName(type);
        AnnotationInstance schema = found.declaredAnnotation(
                org.eclipse.microprofile.openapi.annotations.media.Schema.class);
        AnnotationValue name = schema == null ? null : schema.value("name");
        return name == null ? found.simpleName() : name.asString();
    }

    private void success(Operation operation, DocumentedRoute route) {
        APIResponses responses = operation.getResponses();
        if (route.has(Metered.Speech.class)) {
            APIResponse declared = responses.getAPIResponse("200");
            Content content = OASFactory.createContent();
            audioTypes().forEach(type -> content.addMediaType(type, OASFactory.createMediaType()
                    .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING).format("binary"))));
            if (declared != null && declared.getContent() != null) {
                declared.getContent().getMediaTypes().forEach(content::addMediaType);
            }
            responses.addAPIResponse("200", OASFactory.createAPIResponse().content(content)
                    .description(declared == null ? "The audio, as it comes" : declared.getDescription()));
        }
        APIResponse created = responses.getAPIResponse("201");
        if (created != null && created.getContent() == null) {
            responses.removeAPIResponse("201");
        }
        responses.getAPIResponses().values().forEach(response -> CommonParts.headers(response, route, ""));
    }

    private void errors(Operation operation, DocumentedRoute route, Components components) {
        Map<Integer, Map<String, ApiException>> byStatus = new TreeMap<>();
        for (ErrorCode code : RouteErrors.of(route, notFound())) {
            for (ApiException example : examples(code)) {
                byStatus.computeIfAbsent(dialect.status(example), status -> new LinkedHashMap<>()).put(code.wireName(),
                        example);
            }
        }
        byStatus.forEach((status, failures) -> {
            String name = errorSchema(status) + "." + status + "." + String.join(".", failures.keySet());
            APIResponse response = OASFactory.createAPIResponse().description(String.join(", ", failures.keySet()))
                    .content(OASFactory.createContent().addMediaType(JSON, errors(status, failures, components)));
            CommonParts.headers(response, route, String.valueOf(status));
            String shared = route.has(RolesAllowed.class) || route.has(Authenticated.class) ? name : name + ".open";
            components.addResponse(shared, response);
            // a route's own says more
            if (operation.getResponses().getAPIResponse(String.valueOf(status)) == null) {
                operation.getResponses().addAPIResponse(String.valueOf(status), OASFactory.createAPIResponse().ref(shared));
            }
        });
    }

    private MediaType errors(int status, Map<String, ApiException> failures, Components components) {
        MediaType errors = OASFactory.createMediaType().schema(OASFactory.createSchema().ref(errorSchema(status)));
        failures.forEach((code, failure) -> {
            String name = errorSchema(status) + "." + status + "." + code;
            components.addExample(name, OASFactory.createExample()
                    .value(DatabindCodec.mapper().convertValue(dialect.errorBody(failure, ErrorExamples.REQUEST_ID),
                            Map.class)));
            errors.addExample(code, OASFactory.createExample().ref(name));
        });
        return errors;
    }
}
