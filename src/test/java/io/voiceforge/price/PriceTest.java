package io.voiceforge.price;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PriceTest {

    private static final Price TOKENS = new Price(150_000L, 75_000L, 600_000L, null, null, null);

    @Test
    void cachedTokensHaveTheirOwnPrice() {
        // 2000 * 0.15 + 8000 * 0.075 + 100 * 0.60
        assertThat(TOKENS.tokens(10_000, 8_000, 100).orElseThrow().micros()).isEqualTo(960);
        assertThat(new Price(150_000L, null, 600_000L, null, null, null).tokens(10_000, 8_000, 100).orElseThrow().micros())
                .isEqualTo(1560);
    }

    @Test
    void halfAMicroDollarIsRoundedUpAndLessIsNot() {
        assertThat(TOKENS.tokens(3, 0, 0).orElseThrow().micros()).as("0.45").isZero();
        assertThat(TOKENS.tokens(10, 0, 0).orElseThrow().micros()).as("1.5").isEqualTo(2);
        assertThat(new Price(null, null, null, null, 10_000L, null).audio(3).orElseThrow().micros()).as("0.5").isEqualTo(1);
        assertThat(new Price(null, null, null, null, 9_999L, null).audio(3).orElseThrow().micros()).as("0.49995").isZero();
    }

    @Test
    void theSumIsRoundedAndNotItsParts() {
        Money third = new Price(null, null, null, null, 20_000L, null).audio(1).orElseThrow();

        assertThat(third.micros()).as("a third").isZero();
        assertThat(third.plus(third).micros()).isEqualTo(1);
        assertThat(third.plus(third).plus(third).micros()).as("exactly").isEqualTo(1);
    }

    @Test
    void aPriceForEachRequestIsAdded() {
        Price price = new Price(null, null, null, 15_000_000L, null, 1000L);

        assertThat(price.characters(11).orElseThrow().micros()).isEqualTo(1165);
        assertThat(price.audio(60_000).orElseThrow().micros()).as("by nothing else").isEqualTo(1000);
        assertThat(price.answer().orElseThrow().micros()).isEqualTo(1000);
    }

    @Test
    void whatHasNoPriceIsUnknownAndNotFree() {
        assertThat(TOKENS.characters(5)).isEmpty();
        assertThat(TOKENS.audio(5)).isEmpty();
        assertThat(TOKENS.answer()).isEmpty();
        assertThat(new Price(null, null, null, 0L, null, null).characters(5)).contains(Money.ZERO);
        assertThat(new Price(null, null, null, 0L, null, null).tokens(5, 0, 5)).isEmpty();
    }

    @Test
    void theLargestAmountsFit() {
        Price dear = new Price(1_000_000_000_000L, 1_000_000_000_000L, 1_000_000_000_000L, null, null, 1_000_000_000_000L);

        assertThat(dear.tokens(1_000_000_000, 0, 1_000_000_000).orElseThrow().micros()).isEqualTo(2_001_000_000_000_000L);
    }
}
