package io.voiceforge.dialect.voiceforge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.voiceforge.usage.Dimension;
import io.voiceforge.usage.Report;
import io.voiceforge.usage.Report.Figures;
import io.voiceforge.usage.Report.Percentiles;

/** The series of a report as CSV (RFC 4180): a line for each step and group; what is unknown is empty. */
final class UsageCsv {

    private static final List<String> FIGURES = List.of("requests", "errors", "characters", "audioSeconds", "tokens", "cost",
            "unpricedRequests", "p50", "p95", "p99");
    private static final Pattern TO_BE_QUOTED = Pattern.compile("[\",\r\n]");
    /** What spreadsheets take for the beginning of a formula; some of them read full-width characters as the others. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20-].*", Pattern.DOTALL);

    private UsageCsv() {
    }

    static String of(Report report, List<Dimension> groupBy) {
        StringBuilder csv = new StringBuilder();
        List<String> head = new ArrayList<>(List.of("bucketStart"));
        groupBy.forEach(dimension -> head.add(dimension.wireName()));
        head.addAll(FIGURES);
        line(csv, head);
        report.series().forEach(step -> line(csv, cells(step, groupBy)));
        return csv.toString();
    }

    private static List<String> cells(Figures step, List<Dimension> groupBy) {
        List<String> cells = new ArrayList<>();
        cells.add(step.bucketStart().toString());
        Map<String, String> group = step.group();
        groupBy.forEach(dimension -> cells.add(group.get(dimension.wireName())));
        Percentiles latency = step.latency();
        cells.addAll(List.of(String.valueOf(step.requests()), String.valueOf(step.errors()),
                String.valueOf(step.characters()), BigDecimal.valueOf(step.audioSeconds()).toPlainString(),
                String.valueOf(step.tokens()), step.cost() == null ? "" : step.cost().toString(),
                String.valueOf(step.unpricedRequests()), latency == null ? "" : millis(latency.p50()),
                latency == null ? "" : millis(latency.p95()), latency == null ? "" : millis(latency.p99())));
        return cells;
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis);
    }

    private static void line(StringBuilder csv, List<String> cells) {
        csv.append(cells.stream().map(UsageCsv::cell).collect(Collectors.joining(","))).append("\r\n");
    }

    static String cell(String value) {
        if (value == null) {
            return "";
        }
        String harmless = FORMULA.matcher(value).matches() ? "'" + value : value;
        return TO_BE_QUOTED.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
