package io.voiceforge.price;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A file with prices in US dollars:
 * {@code {"date":…,"source":…,"currency":"USD","prices":{<provider or host>:{<model or *>:{<rate>:<number>}}}}}.
 *
 * @param prices by the provider's name or its URL's host, and by model; {@value #ANY} for any other model
 */
record PriceList(Map<String, Map<String, Price>> prices) {

    /** Stands for the models that are not named. */
    static final String ANY = "*";

    private static final Set<String> MEMBERS = Set.of("date", "source", "currency", "prices");
    private static final String INPUT = "millionInputTokens";
    private static final String CACHED = "millionCachedTokens";
    private static final String OUTPUT = "millionOutputTokens";
    private static final String CHARACTERS = "millionCharacters";
    private static final String MINUTE = "audioMinute";
    private static final String REQUEST = "request";
    private static final Set<String> RATES = new TreeSet<>(Set.of(INPUT, CACHED, OUTPUT, CHARACTERS, MINUTE, REQUEST));
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private static final int DECIMALS = 6;
    private static final int MAX_SHOWN = 60;

    /** @throws IllegalArgumentException whose message goes on after the name of the file */
    static PriceList read(byte[] json) {
        JsonNode file = parse(json);
        names(file, "");
        known(file, "", MEMBERS);
        if (!"USD".equals(file.path("currency").textValue())) {
            throw new IllegalArgumentException("must have the currency \"USD\".");
        }
        Map<String, Map<String, Price>> prices = new HashMap<>();
        names(file.path("prices"), "prices").forEach(provider -> {
            String path = "prices." + shown(provider);
            JsonNode models = file.path("prices").path(provider);
            Map<String, Price> byModel = new HashMap<>();
            names(models, path).forEach(model -> byModel.put(model, price(models.path(model), path + '.' + shown(model))));
            prices.put(provider, Map.copyOf(byModel));
        });
        return new PriceList(Map.copyOf(prices));
    }

    private static JsonNode parse(byte[] json) {
        // one of its own, because numbers must stay as they are written
        JsonMapper mapper = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try {
            return mapper.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("must be JSON, but has a mistake"
                    + (e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr()) + ".");
        } catch (IOException e) {
            throw new IllegalArgumentException("must be JSON.");
        }
    }

    private static Price price(JsonNode rates, String path) {
        names(rates, path);
        known(rates, path, RATES);
        if (rates.has(INPUT) != rates.has(OUTPUT) || rates.has(CACHED) && !rates.has(INPUT)) {
            throw wrong(path, "must have both " + INPUT + " and " + OUTPUT + " if it has a price for tokens");
        }
        if (rates.isEmpty()) {
            throw wrong(path, "must have a price");
        }
        return new Price(rate(rates, INPUT, path), rate(rates, CACHED, path), rate(rates, OUTPUT, path),
                rate(rates, CHARACTERS, path), rate(rates, MINUTE, path), rate(rates, REQUEST, path));
    }

    /** In micro-dollars. */
    private static Long rate(JsonNode rates, String name, String path) {
        JsonNode rate = rates.get(name);
        if (rate == null) {
            return null;
        }
        BigDecimal dollars = rate.isNumber() ? rate.decimalValue() : null;
        if (dollars == null || dollars.signum() < 0 || dollars.compareTo(MOST) > 0
                || dollars.stripTrailingZeros().scale() > DECIMALS) {
            throw wrong(path + '.' + name,
                    "must be a number of US dollars from 0 to 1000000, with at most " + DECIMALS + " decimals");
        }
        return dollars.movePointRight(DECIMALS).longValueExact();
    }

    private static Set<String> names(JsonNode object, String path) {
        if (!object.isObject()) {
            throw path.isEmpty() ? new IllegalArgumentException("must be a JSON object.") : wrong(path, "must be an object");
        }
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void known(JsonNode object, String path, Set<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw wrong(path.isEmpty() ? shown(name) : path + '.' + shown(name),
                        "is unknown: there are " + String.join(", ", new TreeSet<>(names)));
            }
        });
    }

    private static IllegalArgumentException wrong(String path, String problem) {
        return new IllegalArgumentException("has a mistake: " + path + ' ' + problem + '.');
    }

    private static String shown(String name) {
        String clean = name.replaceAll("[^\\x21-\\x7e]", "?");
        return clean.length() <= MAX_SHOWN ? clean : clean.substring(0, MAX_SHOWN) + "…";
    }
}
