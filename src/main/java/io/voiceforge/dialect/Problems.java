package io.voiceforge.dialect;

import java.util.ArrayList;
import java.util.List;

import io.voiceforge.error.ApiException;
import io.voiceforge.error.ApiException.Detail;
import io.voiceforge.error.ApiException.Detail.Kind;

/** Collects what is wrong with a request, so that the caller hears of all of it at once: of the first 50 problems. */
public final class Problems {

    private static final int MAX_PROBLEMS = 50;

    private final List<Detail> details = new ArrayList<>();

    /** Adds a problem unless it is there already, or there are enough. */
    public void add(String path, Kind kind, String message) {
        Detail detail = new Detail(path, kind, message);
        if (!isFull() && !details.contains(detail)) {
            details.add(detail);
        }
    }

    public boolean isEmpty() {
        return details.isEmpty();
    }

    /** Whether further problems would be left out. */
    public boolean isFull() {
        return details.size() >= MAX_PROBLEMS;
    }

    /** Fails with {@code invalid_request} and all problems, when there are any. */
    public void throwIfAny() {
        if (!details.isEmpty()) {
            throw ApiException.invalid(details);
        }
    }
}
