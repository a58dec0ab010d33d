package io.voiceforge.dialect.elevenlabs;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.smallrye.mutiny.Uni;
import io.voiceforge.access.Roles;
import io.voiceforge.dialect.Metered;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;

/** {@code GET /v2/voices}: the voice library, with search and paging. */
@Path("/v2/voices")
@Produces(MediaType.APPLICATION_JSON)
class VoiceSearchResource {

    private static final int DEFAULT_PAGE_SIZE = 10;
    static final int MAX_PAGE_SIZE = 100;

    /** @param nextPageToken null on the last page */
    @Schema(name = "ElevenLabsVoicePage")
    record Page(List<VoiceRecord> voices, @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("total_count") int totalCount,
            @JsonProperty("next_page_token") @Schema(nullable = true) String nextPageToken) {
    }

    private final Voices voices;

    VoiceSearchResource(Voices voices) {
        this.voices = voices;
    }

    /** A token is the index at which the next page begins: the list hardly ever changes. */
    @GET
    @RolesAllowed(Roles.VOICES)
    @Metered.Not(because = "answers from what is stored")
    @Operation(operationId = "searchVoices", summary = "Search the voices")
    public Uni<Page> search(@RestQuery String search, @RestQuery String gender, @RestQuery List<String> language,
            @RestQuery String category, @RestQuery("voice_ids") List<String> ids, @RestQuery String sort,
            @RestQuery("sort_direction") String direction, @RestQuery("page_size") String pageSize,
            @RestQuery("next_page_token") String token) {
        int size = number("page_size", pageSize, 1, MAX_PAGE_SIZE, DEFAULT_PAGE_SIZE);
        int from = number("next_page_token", token, 0, Integer.MAX_VALUE, 0);
        return voices.search(gender, search).map(found -> {
            Stream<VoiceRecord> matching = found.stream()
                    .filter(voice -> language.isEmpty() || language.contains(voice.labels().language()))
                    .filter(voice -> ids.isEmpty() || ids.contains(voice.id()))
                    .filter(voice -> category == null || category.equals(VoiceRecord.CATEGORY));
            if ("name".equals(sort)) {
                Comparator<VoiceRecord> byName = Comparator.comparing(VoiceRecord::name);
                matching = matching.sorted("desc".equals(direction) ? byName.reversed() : byName);
            }
            return page(matching.toList(), from, size);
        });
    }

    private static Page page(List<VoiceRecord> found, int from, int size) {
        int start = Math.min(from, found.size());
        int end = Math.min(start + size, found.size());
        boolean hasMore = end < found.size();
        return new Page(found.subList(start, end), hasMore, found.size(), hasMore ? String.valueOf(end) : null);
    }

    private static int number(String name, String text, int least, int most, int byDefault) {
        if (text == null) {
            return byDefault;
        }
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw ApiException.invalid(List.of(new Detail(ElevenLabsDialect.QUERY + name, Detail.Kind.INVALID_VALUE,
                most == MAX_PAGE_SIZE ? "Input should be between " + least + " and " + most
                        : "Input should be the next_page_token of the previous page")));
    }
}
