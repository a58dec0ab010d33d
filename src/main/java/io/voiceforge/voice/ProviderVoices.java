package io.voiceforge.voice;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderCatalog;
import io.voiceforge.provider.ProviderId;
import io.voiceforge.provider.RecentList;

/** The voices that named providers have of their own, in the order of the providers' names. */
@ApplicationScoped
public class ProviderVoices {

    /** More than anybody wants to choose from. */
    public static final int MAX_PER_PROVIDER = 1000;

    private final Map<ProviderId, RecentList<OwnVoice>> lists = new LinkedHashMap<>();

    ProviderVoices(ProviderCatalog providers) {
        providers.adapters(VoiceSource.class)
                .forEach(source -> lists.put(source.provider(), new RecentList<>(source::voices, System::nanoTime)));
    }

    /** All that the providers list, as of at most a minute ago. Never fails, and completes within 3 s. */
    public Uni<List<OwnVoice>> all() {
        if (lists.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return Uni.join().all(lists.values().stream().map(RecentList::get).toList()).andFailFast()
                .map(found -> found.stream().flatMap(Collection::stream).toList());
    }

    /** The voice that an id such as {@code tts:anna} stands for. Asks nobody: whether there is one turns out later. */
    public Optional<Voice> find(String id) {
        return OwnVoice.parse(id).filter(own -> lists.containsKey(own.provider())).map(OwnVoice::voice);
    }
}
