package io.voiceforge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CutTest {

    /** A word for each part between commas; "end" at the end. */
    private static final class Words implements Cut.Cutter<String, String> {

        @Override
        public void take(String item, Consumer<String> out) {
            for (String word : item.split(",")) {
                if (word.equals("bad")) {
                    throw new IllegalStateException("bad");
                }
                if (!word.isEmpty()) {
                    out.accept(word);
                }
            }
        }

        @Override
        public void end(Consumer<String> out) {
            out.accept("end");
        }
    }

    private final ManualSource<String> source = ManualSource.create();

    /** The reader gets everything in order, whatever it asks for at a time, and never more than that. */
    @Property(tries = 300)
    void deliversAllInOrderAsTheyAreAskedFor(@ForAll @Size(max = 12) List<@IntRange(max = 5) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 4) int atOnce) {
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            for (int j = 0; j < sizes.get(i); j++) {
                expected.add(i * 10 + j);
            }
        }
        expected.add(-1);
        AssertSubscriber<Integer> reader = AssertSubscriber.create();
        Cut.<Integer, Integer> by(() -> new Cut.Cutter<>() {
            @Override
            public void take(Integer i, Consumer<Integer> out) {
                for (int j = 0; j < sizes.get(i); j++) {
                    out.accept(i * 10 + j);
                }
            }

            @Override
            public void end(Consumer<Integer> out) {
                out.accept(-1);
            }
        }, sizes.isEmpty() ? Multi.createFrom().empty() : new RecursiveSource(sizes.size())).subscribe().withSubscriber(reader);
        for (int asked = 0; asked < expected.size(); asked += atOnce) {
            assertThat(reader.getItems()).hasSize(asked);
            reader.request(atOnce);
        }
        assertThat(reader.assertCompleted().getItems()).isEqualTo(expected);
    }

    @Example
    void asksForTheNextWhenAllOfTheOneBeforeIsDelivered() {
        AssertSubscriber<String> reader = cut();
        reader.request(1);
        source.emit("a,b");
        assertThat(source.requests).containsExactly(1L);
        reader.request(1);
        assertThat(source.requests).containsExactly(1L);
        reader.request(1);
        assertThat(source.requests).containsExactly(1L, 1L);
        reader.assertItems("a", "b");
    }

    @Example
    void deliversWhatCameBeforeAFailureOfTheSource() {
        AssertSubscriber<String> reader = cut();
        reader.request(1);
        source.emit("a,b");
        source.fail(new IOException("broken"));
        reader.assertItems("a").request(5);
        reader.assertItems("a", "b").assertFailedWith(IOException.class, "broken");
    }

    @Example
    void deliversWhatCameBeforeItemsThatCannotBeCutAndLeavesTheSource() {
        AssertSubscriber<String> reader = cut();
        reader.request(1);
        source.emit("a,bad,c");
        assertThat(source.cancellations).hasValue(1);
        reader.assertItems("a").request(5);
        reader.assertItems("a").assertFailedWith(IllegalStateException.class, "bad");
    }

    @Example
    void deliversNothingAfterACancellation() {
        AssertSubscriber<String> reader = cut();
        reader.request(1);
        source.emit("a,b");
        reader.cancel();
        source.complete();
        reader.assertItems("a").assertNotTerminated();
        assertThat(source.cancellations).hasValue(1);
    }

    private AssertSubscriber<String> cut() {
        return Cut.by(Words::new, source).subscribe().withSubscriber(AssertSubscriber.create());
    }
}
