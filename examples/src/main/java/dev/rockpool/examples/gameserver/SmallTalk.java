package dev.rockpool.examples.gameserver;

import java.util.List;
import java.util.SplittableRandom;

/** What players say to each other: mostly little; now and then somebody tells a story. */
final class SmallTalk {

    private static final int STORY_ONE_IN = 1_000;
    private static final int STORY_SENTENCES = 12;

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
        int sentences = random.nextInt(STORY_ONE_IN) == 0 ? STORY_SENTENCES : 1;
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            words.append(i == 0 ? "" : " ").append(SENTENCES.get(random.nextInt(SENTENCES.size())));
        }
        return words.toString();
    }
}
