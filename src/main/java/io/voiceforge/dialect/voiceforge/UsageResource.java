package io.voiceforge.dialect.voiceforge;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.quarkus.security.Authenticated;
import io.quarkus.vertx.http.security.AuthorizationPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.voiceforge.access.AdminPolicy;
import io.voiceforge.access.KeyPrincipal;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;
import io.voiceforge.usage.Dimension;
import io.voiceforge.usage.Granularity;
import io.voiceforge.usage.Period;
import io.voiceforge.usage.Report;
import io.voiceforge.usage.UsageReports;
import io.voiceforge.usage.UsageStore.Whose;

/** Usage reports: callers see their own usage, administrators that of every key. */
@Path("/api/usage")
@Produces(MediaType.APPLICATION_JSON)
class UsageResource {

    private static final Duration DEFAULT_SPAN = Duration.ofDays(30);
    private static final Duration MAX_SPAN = Duration.ofDays(400);
    /** A longer hourly report would be megabytes in size. */
    private static final Duration MAX_HOURS = Duration.ofDays(31);

    private static final String CSV = "text/csv";
    private static final MediaType CSV_TYPE = new MediaType("text", "csv");

    private final UsageReports reports;

    UsageResource(UsageReports reports) {
        this.reports = reports;
    }

    @GET
    @Authenticated
    @Produces({ MediaType.APPLICATION_JSON, CSV })
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "getOwnUsage", summary = "The usage of the caller's key")
    @APIResponse(responseCode = "200", description = "The usage", content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Report.class)),
            @Content(mediaType = CSV, schema = @Schema(implementation = String.class)) })
    public Uni<RestResponse<Object>> own(@RestQuery String from, @RestQuery String to, @RestQuery String granularity,
            @RestQuery String groupBy, @RestQuery String customer, HttpHeaders headers, RoutingContext context) {
        List<Dimension> dimensions = dimensions(groupBy);
        return reports.of(of(KeyPrincipal.of(context).id(), customer), period(from, to, granularity), dimensions)
                .map(report -> response(report, dimensions, headers));
    }

    @GET
    @Path("/all")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Produces({ MediaType.APPLICATION_JSON, CSV })
    @Operation(operationId = "getUsage", summary = "The usage of all keys, or of all keys of a customer, together")
    @APIResponse(responseCode = "200", description = "The usage", content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Report.class)),
            @Content(mediaType = CSV, schema = @Schema(implementation = String.class)) })
    public Uni<RestResponse<Object>> all(@RestQuery String from, @RestQuery String to, @RestQuery String granularity,
            @RestQuery String groupBy, @RestQuery String customer, HttpHeaders headers) {
        List<Dimension> dimensions = dimensions(groupBy);
        return reports.of(of(null, customer), period(from, to, granularity), dimensions)
                .map(report -> response(report, dimensions, headers));
    }

    @GET
    @Path("/keys")
    @AuthorizationPolicy(name = AdminPolicy.VIEWER)
    @Operation(operationId = "getUsageByKey", summary = "The usage of each key, or of each key of a customer")
    public Uni<Map<UUID, Report>> byKey(@RestQuery String from, @RestQuery String to, @RestQuery String granularity,
            @RestQuery String customer) {
        return reports.byKey(of(null, customer), period(from, to, granularity));
    }

    private static Whose of(UUID keyId, String customer) {
        return new Whose(keyId, CustomerRequestBody.named("customer", customer));
    }

    /** As what the caller prefers; JSON if that is the same to it. */
    private static RestResponse<Object> response(Report report, List<Dimension> groupBy, HttpHeaders headers) {
        boolean isCsv = headers.getAcceptableMediaTypes().stream().filter(
                type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(CSV_TYPE)).findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE)).isPresent();
        if (!isCsv) {
            return ResponseBuilder.ok((Object) report, MediaType.APPLICATION_JSON_TYPE).build();
        }
        return ResponseBuilder.ok((Object) UsageCsv.of(report, groupBy), CSV_TYPE.withCharset("utf-8"))
                .header("Content-Disposition", "attachment; filename=\"usage.csv\"").build();
    }

    private static List<Dimension> dimensions(String groupBy) {
        if (groupBy == null) {
            return List.of();
        }
        List<Dimension> dimensions = Arrays.stream(groupBy.split(",", -1)).flatMap(name -> Dimension.of(name).stream())
                .toList();
        if (dimensions.size() < groupBy.split(",", -1).length || Set.copyOf(dimensions).size() < dimensions.size()) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "groupBy", "groupBy must be one or more of "
                    + Arrays.stream(Dimension.values()).map(Dimension::wireName).collect(Collectors.joining(", "))
                    + ", separated by commas");
        }
        return dimensions;
    }

    private static Period period(String from, String to, String granularity) {
        Instant end = to == null ? Instant.now().truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS) : time("to", to);
        Instant start = from == null ? end.minus(DEFAULT_SPAN) : time("from", from);
        Granularity steps = granularity(granularity);
        Duration length = Duration.between(start, end);
        Duration most = steps == Granularity.HOUR ? MAX_HOURS : MAX_SPAN;
        if (length.isNegative() || length.isZero() || length.compareTo(most) > 0) {
            throw ApiException.of(ErrorCode.INVALID_REQUEST, "from",
                    "from must be before to, by at most " + most.toDays() + " days");
        }
        return new Period(start, end, steps);
    }

    private static Granularity granularity(String name) {
        if (name == null) {
            return Granularity.DAY;
        }
        return switch (name) {
            case "hour" -> Granularity.HOUR;
            case "day" -> Granularity.DAY;
            default -> throw ApiException.of(ErrorCode.INVALID_REQUEST, "granularity", "granularity must be hour or day");
        };
    }

    private static Instant time(String name, String text) {
        try {
            Instant time = Instant.parse(text);
            if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.now().plus(MAX_SPAN))) {
                return time;
            }
        } catch (DateTimeException e) {
            // reported below
        }
        throw ApiException.of(ErrorCode.INVALID_REQUEST, name, name + " must be a time such as 2026-01-31T12:00:00Z");
    }
}
