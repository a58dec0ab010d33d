package io.voiceforge.audio;

/**
 * Decodes an audio file into blocks of 16-bit mono samples while it is read: {@link #accept} the next bytes, then {@link #next}
 * until it gives null, and so on; {@link #finish} after the last bytes, and {@link #next} once more until it gives null. What it
 * holds is bounded, however the file is made: less than 1 MiB and the last bytes accepted. Not thread-safe.
 * <p>
 * Every method throws an {@link AudioFormatException} if the file is corrupt or of a kind that is not supported.
 */
public interface FileDecoder {

    /**
     * The decoder for WAV, FLAC, MP3, Opus in Ogg, or Opus in WebM.
     *
     * @param head the first bytes of the file, at least 12 of them if it has so many; they are yet to be accepted
     */
    static FileDecoder of(byte[] head) {
        AudioContainer container = AudioHeaders.container(head);
        return switch (container) {
            case WAV -> new WavFileDecoder();
            case FLAC -> new FlacFileDecoder();
            case MP3 -> new Mp3FileDecoder(AudioHeaders.id3Bytes(head));
            case OGG -> new OpusFileDecoder(new OggDemuxer());
            case WEBM -> new OpusFileDecoder(new WebmDemuxer());
            case MP4, UNKNOWN -> throw new AudioFormatException("The audio's container is not supported.");
        };
    }

    /** Accepts the next bytes of the file. */
    void accept(byte[] bytes);

    /** No more bytes follow. What is left of an incomplete last block is dropped. */
    void finish();

    /** The next samples, none or more; null if it takes more bytes to go on, or the file has ended. */
    short[] next();

    /** Samples per second, 8000–192000; 0 until known, which is at the first sample at the latest. */
    int sampleRateHertz();
}
