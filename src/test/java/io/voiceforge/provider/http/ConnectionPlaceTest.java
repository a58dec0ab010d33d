package io.voiceforge.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.voiceforge.call.CallTimer;
import io.voiceforge.provider.http.ConnectionSlots.Answer;

class ConnectionPlaceTest {

    private final ConnectionSlots slots = new ConnectionSlots(1);
    private boolean granted;
    private final ConnectionPlace first = new ConnectionPlace(slots, () -> {
    }, new CallTimer());
    private final ConnectionPlace second = new ConnectionPlace(slots, () -> granted = true, new CallTimer());

    @Test
    void isGivenToTheNextOnce() {
        assertThat(first.ask()).isEqualTo(Answer.TAKEN);
        assertThat(second.ask()).isEqualTo(Answer.WAITING);
        assertThat(first.opening()).isTrue();
        first.opened();
        assertThat(granted).isFalse();

        first.leave();
        first.leave();
        assertThat(granted).isTrue();
        assertThat(slots.ask(() -> {
        })).isEqualTo(Answer.WAITING);
    }

    @Test
    void isKeptByWhoLeavesWhileTheClientIsOpeningTheConnection() {
        first.ask();
        second.ask();
        first.opening();
        first.leave();
        assertThat(granted).isFalse();

        first.opened();
        assertThat(granted).isTrue();
    }

    @Test
    void isGivenBackByWhoLeavesAfterItWasGrantedAndBeforeItIsUsed() {
        first.ask();
        second.ask();
        first.leave();
        assertThat(granted).isTrue();

        second.leave();
        assertThat(second.opening()).isFalse();
        assertThat(slots.ask(() -> {
        })).isEqualTo(Answer.TAKEN);
    }

    @Test
    void isNotGivenToWhoHasLeft() {
        first.leave();
        assertThat(first.ask()).isEqualTo(Answer.FULL);
        assertThat(second.ask()).isEqualTo(Answer.TAKEN);
    }

    @Test
    void whoLeavesTheQueueGivesNothingBack() {
        first.ask();
        second.ask();
        second.leave();
        first.leave();
        assertThat(granted).isFalse();
        assertThat(slots.ask(() -> {
        })).isEqualTo(Answer.TAKEN);
        assertThat(slots.ask(() -> {
        })).isEqualTo(Answer.WAITING);
    }
}
