package io.voiceforge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.voiceforge.provider.ProviderId;

class ModelCatalogTest {

    private static final Model SPACES = model("space/a", ProviderId.SPACE);
    private static final Model OPENAIS = model("gpt", ProviderId.OPENAI);

    private long now = -7;
    private final AtomicInteger asked = new AtomicInteger();
    private Uni<List<Model>> answer = Uni.createFrom().item(List.of(OPENAIS));
    private final ModelCatalog catalog = new ModelCatalog(List.of(new Fixed(), source(ProviderId.OPENAI)), () -> now);

    @Test
    void asksAProviderOnceAMinute() {
        assertThat(all()).containsExactly(SPACES, OPENAIS);
        now += Duration.ofSeconds(59).toNanos();
        assertThat(all()).containsExactly(SPACES, OPENAIS);
        assertThat(asked).hasValue(1);
        now += Duration.ofSeconds(1).toNanos();
        all();
        assertThat(asked).hasValue(2);
    }

    @Test
    void providerThatCannotBeAskedStandsForWhatItAnsweredLast() {
        all();
        now += Duration.ofSeconds(60).toNanos();
        answer = Uni.createFrom().failure(new IllegalStateException("away"));

        assertThat(all()).containsExactly(SPACES, OPENAIS);
        assertThat(all()).containsExactly(SPACES, OPENAIS);
        assertThat(asked).hasValue(2);
        now += Duration.ofSeconds(5).toNanos();
        answer = Uni.createFrom().item(List.of());
        assertThat(all()).containsExactly(SPACES);
        assertThat(asked).hasValue(3);
    }

    private List<Model> all() {
        List<Model> models = new ArrayList<>();
        catalog.all().subscribe().with(models::addAll);
        return models;
    }

    private ModelSource source(ProviderId provider) {
        return new ModelSource() {
            @Override
            public ProviderId provider() {
                return provider;
            }

            @Override
            public Uni<List<Model>> models() {
                asked.incrementAndGet();
                return answer;
            }
        };
    }

    private static final class Fixed implements ModelSource {

        @Override
        public ProviderId provider() {
            return ProviderId.SPACE;
        }

        @Override
        public Uni<List<Model>> models() {
            return Uni.createFrom().item(List.of(SPACES));
        }
    }

    private static Model model(String id, ProviderId provider) {
        return new Model(id, provider, id, 0, provider.name(), Model.AVAILABLE, Set.of());
    }
}
