package io.voiceforge.provider;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.voiceforge.error.ProviderFailure;
import io.voiceforge.error.ProviderRefusal;

/**
 * Whose fault it is when a named server rejects a request. Callers know neither its models nor its voices: the operator has
 * chosen them, so that a model or voice that it does not have is the operator's mistake, and the next provider's turn.
 */
public final class NamedRefusal {

    private static final int NOT_FOUND = 404;
    private static final String UNKNOWN = "(?:unknown|invalid|unsupported|no such|missing)\\s+%1$s"
            + "|\\b%1$s\\b[^.]{0,80}\\b(?:not found|not exist|not available|not supported|not loaded|not installed"
            + "|unknown|invalid|unsupported)|\\b%1$s_(?:id_)?(?:does_)?not_(?:found|exist)";
    private static final Pattern VOICE = Pattern.compile(UNKNOWN.formatted("voice(?:_id)?"), Pattern.CASE_INSENSITIVE);
    private static final Pattern MODEL = Pattern.compile(UNKNOWN.formatted("model(?:_id)?"), Pattern.CASE_INSENSITIVE);

    private NamedRefusal() {
    }

    /** Whether it is about a voice or a model that the server does not have, and not about what else was asked. */
    public static boolean isAboutVoiceOrModel(ProviderFailure.RejectedCaller refused) {
        return isAbout(VOICE, "voice", refused) || isAbout(MODEL, "model", refused) || status(refused) == NOT_FOUND;
    }

    /**
     * The failure that it is.
     *
     * @param isVoiceChosen whether the caller has chosen a voice of this provider's own
     */
    public static ProviderFailure judge(ProviderFailure.RejectedCaller refused, Attempt attempt, boolean isVoiceChosen) {
        if (isAbout(VOICE, "voice", refused)) {
            return isVoiceChosen ? refused : new ProviderFailure.RejectedOperator(refused.getMessage() + ", unknown voice");
        }
        boolean isOperators = isAboutVoiceOrModel(refused) && !attempt.isModelChosen() && !isVoiceChosen;
        return isOperators ? new ProviderFailure.RejectedOperator(refused.getMessage() + ", unknown model") : refused;
    }

    private static boolean isAbout(Pattern problem, String member, ProviderFailure.RejectedCaller refused) {
        ProviderRefusal refusal = refused.toApiException().rejection().orElseThrow().refusal();
        String said = Stream.of(refusal.code(), refusal.message()).filter(Objects::nonNull).collect(Collectors.joining(" "));
        return problem.matcher(said).find() || member.equals(refusal.param());
    }

    private static int status(ProviderFailure.RejectedCaller refused) {
        return refused.toApiException().rejection().orElseThrow().status();
    }
}
