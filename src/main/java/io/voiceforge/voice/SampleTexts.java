package io.voiceforge.voice;

import java.util.Map;

/** What a voice says to show what it sounds like, in the languages of the library. */
public final class SampleTexts {

    private static final Map<String, String> BY_LANGUAGE = Map.ofEntries(
            Map.entry("bn", "নমস্কার! এটি আমার কণ্ঠস্বর। আপনার লেখা পড়ে শোনাতে আমার ভালো লাগবে।"),
            Map.entry("de", "Hallo! So klinge ich. Gern lese ich Ihnen Ihren Text vor."),
            Map.entry("en", "Hello! This is what I sound like. I am happy to read your text aloud."),
            Map.entry("es", "¡Hola! Así sueno yo. Con gusto leeré tu texto en voz alta."),
            Map.entry("fr", "Bonjour ! Voici ma voix. Je lirai volontiers votre texte."),
            Map.entry("gu", "નમસ્તે! આ મારો અવાજ છે. તમારું લખાણ વાંચીને મને આનંદ થશે."),
            Map.entry("hi", "नमस्ते! यह मेरी आवाज़ है। आपका पाठ पढ़कर मुझे खुशी होगी।"),
            Map.entry("it", "Ciao! Questa è la mia voce. Leggerò volentieri il tuo testo."),
            Map.entry("ja", "こんにちは。これが私の声です。あなたの文章を読み上げます。"),
            Map.entry("kn", "ನಮಸ್ಕಾರ! ಇದು ನನ್ನ ಧ್ವನಿ. ನಿಮ್ಮ ಬರಹವನ್ನು ಓದಲು ನನಗೆ ಸಂತೋಷ."),
            Map.entry("ko", "안녕하세요! 제 목소리입니다. 여러분의 글을 읽어 드리겠습니다."),
            Map.entry("ml", "നമസ്കാരം! ഇതാണ് എന്റെ ശബ്ദം. നിങ്ങളുടെ എഴുത്ത് വായിക്കാൻ എനിക്ക് സന്തോഷമേയുള്ളൂ."),
            Map.entry("mr", "नमस्कार! हा माझा आवाज आहे. तुमचा मजकूर वाचायला मला आवडेल."),
            Map.entry("nl", "Hallo! Zo klink ik. Ik lees uw tekst graag voor."),
            Map.entry("pa", "ਸਤ ਸ੍ਰੀ ਅਕਾਲ! ਇਹ ਮੇਰੀ ਆਵਾਜ਼ ਹੈ। ਤੁਹਾਡੀ ਲਿਖਤ ਪੜ੍ਹ ਕੇ ਮੈਨੂੰ ਖੁਸ਼ੀ ਹੋਵੇਗੀ।"),
            Map.entry("pl", "Dzień dobry! Tak brzmi mój głos. Chętnie przeczytam twój tekst."),
            Map.entry("pt", "Olá! Esta é a minha voz. Será um prazer ler o seu texto."),
            Map.entry("ru", "Здравствуйте! Так звучит мой голос. Я с радостью прочитаю ваш текст."),
            Map.entry("ta", "வணக்கம்! இது என் குரல். உங்கள் உரையை வாசிப்பதில் மகிழ்ச்சி."),
            Map.entry("te", "నమస్కారం! ఇది నా గొంతు. మీ వచనాన్ని చదవడం నాకు సంతోషం."),
            Map.entry("ur", "السلام علیکم! یہ میری آواز ہے۔ آپ کی تحریر پڑھ کر مجھے خوشی ہوگی۔"),
            Map.entry("zh", "你好！这是我的声音。很高兴为您朗读文字。"));

    private SampleTexts() {
    }

    /** A greeting of at most 100 code points in the voice's language; in English if the language has none. */
    public static String of(Voice voice) {
        return BY_LANGUAGE.getOrDefault(voice.locale().replaceFirst("-.*", ""), BY_LANGUAGE.get("en"));
    }
}
