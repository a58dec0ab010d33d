package io.voiceforge.dialect.elevenlabs;

import java.util.List;

import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jboss.jandex.IndexView;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.voiceforge.audio.AudioTarget;
import io.voiceforge.dialect.ApiDocument;
import io.voiceforge.dialect.DocumentedRoute;
import io.voiceforge.dialect.ErrorExamples;
import io.voiceforge.dialect.Shapes;
import io.voiceforge.error.ApiException;
import io.voiceforge.error.ErrorCode;

/** The ElevenLabs API's part of the document at {@code /q/openapi}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ElevenLabsDocument extends ApiDocument implements OASFilter {

    public ElevenLabsDocument(IndexView index) {
        // only for its errors
        super(index, new ElevenLabsDialect(null));
    }

    @Override
    protected String tag(DocumentedRoute route) {
        return "ElevenLabs";
    }

    @Override
    protected String errorSchema(int status) {
        return status == 422 ? "ElevenLabsValidationError" : "ElevenLabsError";
    }

    @Override
    protected String keyScheme() {
        return "xiApiKey";
    }

    @Override
    protected List<String> audioTypes() {
        return Shapes.contentTypes(OutputFormat.all().values().stream().map(AudioTarget::format));
    }

    @Override
    protected ErrorCode notFound() {
        return ErrorCode.VOICE_NOT_FOUND;
    }

    /** One that names no member has a status of its own. */
    @Override
    protected List<ApiException> examples(ErrorCode code) {
        ApiException example = ErrorExamples.of(code);
        return code != ErrorCode.INVALID_REQUEST ? List.of(example)
                : List.of(example, ApiException.of(code, "The request cannot be understood"));
    }

    @Override
    protected void describe(Parameter parameter, DocumentedRoute route) {
        switch (parameter.getName()) {
            case "id" -> parameter.description("The id of a voice").example("en-us-sarah-f");
            case "output_format" -> Shapes.oneOf(parameter, List.copyOf(OutputFormat.all().keySet()))
                    .description("Codec, rate and bit rate; mp3_44100_128 by default").example("mp3_44100_128");
            case "page_size" -> Shapes.whole(parameter, 1, VoiceSearchResource.MAX_PAGE_SIZE).description("10 by default");
            case "next_page_token" -> parameter.description("From the page before");
            case "search" -> parameter.description("Words that must all occur");
            case "gender" -> Shapes.oneOf(parameter, List.of("female", "male")).description("Of the voice");
            case "language" -> parameter.description("ISO-639 codes, such as en");
            case "category" -> parameter.description("All voices are premade");
            case "voice_ids" -> parameter.description("Only these");
            case "sort" -> Shapes.oneOf(parameter, List.of("name")).description("In the library's order without it");
            case "sort_direction" -> Shapes.oneOf(parameter, List.of("asc", "desc")).description("With sort");
            default -> throw new IllegalStateException("Describe the parameter " + parameter.getName());
        }
    }
}
