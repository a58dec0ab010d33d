package io.voiceforge.dialect.voiceforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.voiceforge.usage.Dimension;
import io.voiceforge.usage.Report;
import io.voiceforge.usage.Report.Figures;
import io.voiceforge.usage.Report.Percentiles;

class UsageCsvTest {

    private static final Instant DAY = Instant.parse("2026-03-02T00:00:00Z");

    @Test
    void aLineForEachStepAndGroup() {
        Map<String, String> unknown = new LinkedHashMap<>();
        unknown.put("model", null);
        Report report = report(
                new Figures(DAY, Map.of("model", "gpt-4o"), 3, 1, 12_345_678, 12_345_678.125, 9, 45L, 0,
                        new Percentiles(0.5, 26.79462220126615, 1_234_567.891)),
                new Figures(DAY, unknown, 1, 0, 0, 0, 0, null, 1, null));

        assertThat(UsageCsv.of(report, List.of(Dimension.MODEL))).isEqualTo("""
                bucketStart,model,requests,errors,characters,audioSeconds,tokens,cost,unpricedRequests,p50,p95,p99
                2026-03-02T00:00:00Z,gpt-4o,3,1,12345678,12345678.125,9,45,0,0.5,26.8,1234567.9
                2026-03-02T00:00:00Z,,1,0,0,0.0,0,,1,,,
                """.replace("\n", "\r\n"));
    }

    @Test
    void quotesWhatWouldBreakALine() {
        assertThat(UsageCsv.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(UsageCsv.cell("a \"b\"")).isEqualTo("\"a \"\"b\"\"\"");
        assertThat(UsageCsv.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
        assertThat(UsageCsv.cell("a;b 'c'")).isEqualTo("a;b 'c'");
    }

    @Test
    void noCellIsAFormula() {
        for (String formula : Arrays.asList("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK('x')", "\uFF1D1+1",
                "\uFF0B1", "\uFF0D1", "\uFF20SUM(A1)")) {
            assertThat(UsageCsv.cell(formula)).isEqualTo("'" + formula);
        }
        assertThat(UsageCsv.cell("\r=1")).isEqualTo("\"'\r=1\"");
        assertThat(UsageCsv.cell("\n=1")).isEqualTo("\"'\n=1\"");
        assertThat(UsageCsv.cell("=cmd|' /C calc'!A0,\"x\"")).isEqualTo("\"'=cmd|' /C calc'!A0,\"\"x\"\"\"");
        assertThat(UsageCsv.cell("gpt-4o=x")).isEqualTo("gpt-4o=x");
    }

    private static Report report(Figures... series) {
        return new Report(0, null, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, 0, Map.of(), null, List.of(), List.of(series));
    }
}
