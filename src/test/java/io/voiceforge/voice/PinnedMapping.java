package io.voiceforge.voice;

/** What each voice is called at OpenAI, at the Space and by espeak-ng. A change here is a change that callers hear. */
final class PinnedMapping {

    static final String TABLE = """
            hindi-aditi-f alloy hindi-aditi-f hi+f2
            hindi-rahul-m echo hindi-rahul-m hi+m1
            hindi-priya-f coral hindi-priya-f hi+f5
            hindi-vikram-m onyx hindi-vikram-m hi+m8
            tamil-lakshmi-f shimmer tamil-lakshmi-f ta+f3
            tamil-kumar-m onyx tamil-kumar-m ta+m8
            tamil-meena-f sage tamil-meena-f ta+f1
            telugu-anjali-f shimmer telugu-anjali-f te+f3
            telugu-ravi-m ash telugu-ravi-m te+m3
            telugu-sita-f sage telugu-sita-f te+f1
            malayalam-maya-f sage malayalam-maya-f ml+f1
            malayalam-suresh-m fable malayalam-suresh-m ml+m6
            malayalam-divya-f coral malayalam-divya-f ml+f5
            bengali-riya-f shimmer bengali-riya-f bn+f3
            bengali-amit-m fable bengali-amit-m bn+m6
            bengali-puja-f nova bengali-puja-f bn+f4
            urdu-zara-f shimmer urdu-zara-f ur+f3
            urdu-hassan-m fable urdu-hassan-m ur+m6
            urdu-aisha-f sage urdu-aisha-f ur+f1
            kannada-deepa-f shimmer kannada-deepa-f kn+f3
            kannada-kiran-m ash kannada-kiran-m kn+m3
            marathi-sneha-f coral marathi-sneha-f mr+f5
            marathi-rohit-m ash marathi-rohit-m mr+m3
            gujarati-rupa-f coral gujarati-rupa-f gu+f5
            gujarati-jay-m echo gujarati-jay-m gu+m1
            punjabi-simran-f shimmer punjabi-simran-f pa+f3
            punjabi-jaspal-m onyx punjabi-jaspal-m pa+m8
            en-us-sarah-f alloy en-us-sarah-f en-us+f2
            en-us-michael-m onyx en-us-michael-m en-us+m8
            en-us-jessica-f coral en-us-jessica-f en-us+f5
            en-us-david-m ash en-us-david-m en-us+m3
            en-us-emily-f nova en-us-emily-f en-us+f4
            en-us-james-m echo en-us-james-m en-us+m1
            en-gb-olivia-f sage en-gb-olivia-f en+f1
            en-gb-william-m fable en-gb-william-m en+m6
            en-gb-charlotte-f coral en-gb-charlotte-f en+f5
            en-gb-henry-m echo en-gb-henry-m en+m1
            en-gb-isabella-f alloy en-gb-isabella-f en+f2
            en-ca-emma-f nova en-ca-emma-f en-us+f4
            en-ca-liam-m echo en-ca-liam-m en-us+m1
            en-ca-sophie-f coral en-ca-sophie-f en-us+f5
            en-au-chloe-f shimmer en-au-chloe-f en+f3
            en-au-jack-m ash en-au-jack-m en+m3
            en-au-ruby-f nova en-au-ruby-f en+f4
            de-anna-f alloy de-anna-f de+f2
            de-lukas-m onyx de-lukas-m de+m8
            de-marie-f coral de-marie-f de+f5
            de-felix-m ash de-felix-m de+m3
            de-lena-f nova de-lena-f de+f4
            fr-camille-f sage fr-camille-f fr+f1
            fr-louis-m fable fr-louis-m fr+m6
            fr-amelie-f coral fr-amelie-f fr+f5
            fr-julien-m echo fr-julien-m fr+m1
            fr-lea-f shimmer fr-lea-f fr+f3
            es-sofia-f sage es-sofia-f es+f1
            es-carlos-m echo es-carlos-m es+m1
            es-lucia-f coral es-lucia-f es+f5
            es-diego-m ash es-diego-m es+m3
            es-mx-valentina-f alloy es-mx-valentina-f es-419+f2
            es-mx-miguel-m echo es-mx-miguel-m es-419+m1
            it-giulia-f shimmer it-giulia-f it+f3
            it-marco-m fable it-marco-m it+m6
            it-alessandra-f sage it-alessandra-f it+f1
            it-lorenzo-m echo it-lorenzo-m it+m1
            pt-br-ana-f coral pt-br-ana-f pt-br+f5
            pt-br-pedro-m ash pt-br-pedro-m pt-br+m3
            pt-br-isabela-f nova pt-br-isabela-f pt-br+f4
            pt-pt-maria-f sage pt-pt-maria-f pt+f1
            pt-pt-joao-m echo pt-pt-joao-m pt+m1
            nl-lisa-f alloy nl-lisa-f nl+f2
            nl-thomas-m echo nl-thomas-m nl+m1
            pl-zofia-f coral pl-zofia-f pl+f5
            pl-adam-m echo pl-adam-m pl+m1
            ru-anastasia-f sage ru-anastasia-f ru+f1
            ru-dmitry-m onyx ru-dmitry-m ru+m8
            ja-yuki-f sage ja-yuki-f ja+f1
            ja-hiroshi-m echo ja-hiroshi-m ja+m1
            ko-seo-yeon-f alloy ko-seo-yeon-f ko+f2
            ko-min-jun-m echo ko-min-jun-m ko+m1
            zh-ling-f sage zh-ling-f cmn+f1
            zh-wei-m echo zh-wei-m cmn+m1
            alloy alloy en-us-sarah-f en-us+f2
            ash ash en-us-david-m en-us+m3
            ballad ballad en-us-james-m en-us+m7
            cedar cedar en-us-michael-m en-us+m4
            coral coral en-us-jessica-f en-us+f5
            echo echo en-us-james-m en-us+m1
            fable fable en-us-david-m en-us+m6
            marin marin en-us-sarah-f en-us+f2
            nova nova en-us-emily-f en-us+f4
            onyx onyx en-us-michael-m en-us+m8
            sage sage en-us-jessica-f en-us+f1
            shimmer shimmer en-us-emily-f en-us+f3
            verse verse en-us-david-m en-us+m2
            """;

    private PinnedMapping() {
    }
}
