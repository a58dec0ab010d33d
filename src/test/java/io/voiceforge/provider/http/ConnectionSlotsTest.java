package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import io.voiceforge.provider.http.ConnectionSlots.Answer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConnectionSlotsTest {

    private final List<String> granted = new ArrayList<>();

    @Example
    void grantsInTheOrderOfAsking() {
        ConnectionSlots slots = new ConnectionSlots(2);
        assertThat(slots.ask(() -> granted.add("a"))).isEqualTo(Answer.TAKEN);
        assertThat(slots.ask(() -> granted.add("b"))).isEqualTo(Answer.TAKEN);
        Runnable c = () -> granted.add("c");
        assertThat(slots.ask(c)).isEqualTo(Answer.WAITING);
        assertThat(slots.ask(() -> granted.add("d"))).isEqualTo(Answer.WAITING);
        assertThat(slots.ask(() -> granted.add("e"))).isEqualTo(Answer.FULL);

        // a request that leaves the queue gets none
        assertThat(slots.leave(c)).isTrue();
        slots.giveBack();
        slots.giveBack();
        assertThat(granted).containsExactly("d");
        assertThat(slots.leave(c)).isFalse();
        assertThat(slots.ask(() -> granted.add("f"))).isEqualTo(Answer.TAKEN);
    }

    /** Whatever the order of asking, leaving and giving back: at most so many have one, and nobody waits while one is free. */
    @Property(tries = 300)
    void neverMoreThanThereAreAndNoneIdleWhileSomebodyWaits(@ForAll @IntRange(min = 1, max = 4) int connections,
            @ForAll @Size(max = 60) List<@IntRange(max = 2) Integer> steps) {
        ConnectionSlots slots = new ConnectionSlots(connections);
        List<Runnable> waiting = new ArrayList<>();
        int[] used = { 0 };
        for (int step : steps) {
            if (step == 0) {
                Runnable[] me = { null };
                me[0] = () -> {
                    waiting.remove(me[0]);
                    used[0]++;
                };
                switch (slots.ask(me[0])) {
                    case TAKEN -> used[0]++;
                    case WAITING -> waiting.add(me[0]);
                    case FULL -> assertThat(waiting).hasSize(connections);
                }
            } else if (step == 1 && !waiting.isEmpty()) {
                assertThat(slots.leave(waiting.remove(waiting.size() / 2))).isTrue();
            } else if (step == 2 && used[0] > 0) {
                used[0]--;
                slots.giveBack();
            }
            assertThat(used[0]).isBetween(0, connections);
            assertThat(waiting.isEmpty() || used[0] == connections).isTrue();
        }
    }
}
