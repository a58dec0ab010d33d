package io.voiceforge.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * The places that requests of this process hold in Redis. They last a minute and are renewed while the request runs, so that
 * those of a process that has died become free. Thread-safe; nothing here is waited for.
 */
final class RedisPlaces {

    static final Duration LEASE = Duration.ofSeconds(60);

    /** Places in one question; a script holds up everybody else's. */
    private static final int BATCH = 500;

    private record Place(UUID keyId, String requestId) {
    }

    private enum State {
        HELD,
        /** Given back while Redis could not be told. */
        TO_BE_GIVEN_BACK
    }

    private final RedisPipeline redis;
    private final Supplier<String> now;
    private final ConcurrentHashMap<Place, State> places = new ConcurrentHashMap<>();

    RedisPlaces(RedisPipeline redis, Supplier<String> now) {
        this.redis = redis;
        this.now = now;
    }

    /** Renews the place from now on. */
    void hold(UUID keyId, String requestId) {
        places.put(new Place(keyId, requestId), State.HELD);
    }

    /** Gives a place back that is held, later if Redis is away. */
    void release(UUID keyId, String requestId) {
        Place place = new Place(keyId, requestId);
        if (places.replace(place, State.HELD, State.TO_BE_GIVEN_BACK)) {
            giveBack(place);
        }
    }

    /** Gives a place back that Redis gave when nobody wanted it any more. */
    void refuse(UUID keyId, String requestId) {
        Place place = new Place(keyId, requestId);
        places.put(place, State.TO_BE_GIVEN_BACK);
        giveBack(place);
    }

    /** Renews what is held and gives back what could not be given back before. */
    void renew() {
        places.forEach((place, state) -> {
            if (state == State.TO_BE_GIVEN_BACK) {
                giveBack(place);
            }
        });
        places.keySet().stream().filter(this::isHeld).collect(Collectors.groupingBy(Place::keyId))
                .forEach((keyId, held) -> {
                    for (int from = 0; from < held.size(); from += BATCH) {
                        renew(keyId, held.subList(from, Math.min(from + BATCH, held.size())));
                    }
                });
    }

    private void renew(UUID keyId, List<Place> batch) {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(LEASE.toNanos() / 1000), now.get()));
        batch.forEach(place -> arguments.add(place.requestId()));
        Script.RENEW.run(redis, List.of(key(keyId)), arguments).subscribe().with(
                // it may have come behind the release, and would have taken the place again
                done -> batch.stream().filter(place -> !isHeld(place)).forEach(this::giveBack),
                failure -> {
                    // what is held is renewed next time
                });
    }

    private void giveBack(Place place) {
        redis.send(Request.cmd(Command.ZREM).arg(key(place.keyId())).arg(place.requestId())).subscribe().with(
                done -> places.remove(place, State.TO_BE_GIVEN_BACK),
                failure -> {
                    // again next time; by then the place may have ended by itself
                });
    }

    private boolean isHeld(Place place) {
        return places.get(place) == State.HELD;
    }

    static String key(UUID keyId) {
        return "vf:1:{" + keyId + "}:places";
    }
}
