package dev.rockpool.examples.gameserver;

import java.util.List;
import java.util.SplittableRandom;

/** What players say to each other: mostly little; now and then somebody tells a story. */
final class SmallTalk {

    private static final int STORY_ONE_IN = 1_000;
    private static final int STORY_CHARS = 560; // more than a pooled builder takes without outgrowing its cap

    private static final List<String> SENTENCES = List.of(
            "hello everybody",
            "over here!",
            "who has seen the \"golden\" key?",
            "meet me at the bridge → north of the mill",
            "mind the dragon 🐉",
            "brb, the kettle is boiling",
            "well played");

    private SmallTalk() {}

    /** Something to say. */
    static String words(SplittableRandom random) {
        StringBuilder words = new StringBuilder(sentence(random));
        if (random.nextInt(STORY_ONE_IN) == 0) {
            while (words.length() < STORY_CHARS) {
                words.append(' ').append(sentence(random));
            }
        }
        return words.toString();
    }

    private static String sentence(SplittableRandom random) {
        return SENTENCES.get(random.nextInt(SENTENCES.size()));
    }
}
