import java.io.File;
import java.util.List;

import client.ApiClient;
import client.ApiException;
import client.api.AgentFlowsApi;
import client.api.ElevenLabsApi;
import client.api.KeysAndUsageApi;
import client.api.OpenAiApi;
import client.api.ServiceApi;
import client.api.VoiceForgeApi;
import client.model.ChatRequestBody;
import client.model.ElevenLabsSpeechRequest;
import client.model.FlowRecord;
import client.model.NewFlow;
import client.model.OpenAiSpeechRequestBody;
import client.model.SpeechRequestBody;

/** What somebody writes who has generated a client: compiled and run by OpenApiClientIT. Arguments: the gateway's URL, a key. */
public final class Calls {

    private Calls() {
    }

    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(args[0]);
        client.setRequestInterceptor(request -> request.header("X-API-Key", args[1]));
        VoiceForgeApi voiceForge = new VoiceForgeApi(client);
        AgentFlowsApi flows = new AgentFlowsApi(client);

        print("health", new ServiceApi(client).getHealth().getStatus());
        print("voices", voiceForge.listVoiceLibrary(null, null, null, null).size());
        print("voice", voiceForge.getLibraryVoice("en-us-sarah-f").getName());
        File speech = voiceForge.synthesizeSpeech(new SpeechRequestBody().text("Good morning! It is half past nine.")
                .format(SpeechRequestBody.FormatEnum.WAV));
        print("speech", speech.length() > 20_000);
        print("segments", voiceForge.detectSpeech(speech, 0.5).getSegments().size() > 0);
        print("echo", voiceForge.converse(new ChatRequestBody().message("Good morning!").mode(ChatRequestBody.ModeEnum.ECHO))
                .getResponse());
        FlowRecord flow = flows.createFlow(new NewFlow().name("Front desk"));
        print("flow", flows.getFlow(flow.getId().toString()).getName());
        print("problems", flows.validateFlow(flow.getId().toString()).getProblems().get(0).getCode());
        print("elevenlabs", new ElevenLabsApi(client).textToSpeech("en-us-sarah-f",
                new ElevenLabsSpeechRequest().text("Hello!"), "mp3_44100_128").length() > 1000);
        print("openai", new OpenAiApi(client).createSpeech(new OpenAiSpeechRequestBody().model("tts-1").input("Hello!")
                .voice("alloy")).length() > 1000);
        print("scopes", new KeysAndUsageApi(client).getOwnKey().getScopes().equals(List.of()));
        try {
            voiceForge.getLibraryVoice("nobody");
        } catch (ApiException e) {
            print("refused", e.getCode());
        }
    }

    private static void print(String what, Object value) {
        System.out.println(what + "=" + value);
    }
}
