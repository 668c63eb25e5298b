package dev.rockpool.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rockpool.Soon;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UserTextTest {

    private static final int FEATURE = Runtime.version().feature();

    /** An exception whose text is what a test wants. */
    private static class Spoken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient java.util.function.Supplier<String> text;

        Spoken(java.util.function.Supplier<String> text) {
            this.text = text;
        }

        @Override
        public String getMessage() {
            return text.get();
        }
    }

    @Test
    void anExceptionIsWhatItSays() {
        assertThat(UserText.of(new IOException("refused"))).isEqualTo("java.io.IOException: refused");
        assertThat(UserText.of(new IOException())).isEqualTo("java.io.IOException");
    }

    @Test
    void aTextThatThrowsIsReplacedByTheClass() {
        Throwable failure = new Spoken(() -> {
            throw new IllegalStateException("no text");
        });
        assertThat(UserText.of(failure))
                .isEqualTo(Spoken.class.getName() + " (its text cannot be read: java.lang.IllegalStateException)");
    }

    @Test
    void aTextThatThrowsItselfIsReplacedByTheClass() {
        Spoken[] self = new Spoken[1];
        self[0] = new Spoken(() -> {
            throw self[0];
        });
        assertThat(UserText.of(self[0])).contains("its text cannot be read: " + Spoken.class.getName());
    }

    @Test
    void aTextThatRecursesIsReplacedByTheClass() {
        Spoken[] self = new Spoken[1];
        self[0] = new Spoken(() -> "again: " + self[0]);
        assertThat(UserText.of(self[0])).contains("its text cannot be read: java.lang.StackOverflowError");
    }

    @Test
    void aTextThatIsMissingIsReplacedByTheClass() {
        Throwable silent = new Throwable() {
            private static final long serialVersionUID = 1L;

            @Override
            @SuppressWarnings({"ToStringReturnsNull", "OverrideThrowableToString"}) // what it is about
            public String toString() {
                return null;
            }
        };
        assertThat(UserText.of(silent)).isEqualTo(silent.getClass().getName() + " (without a text)");
    }

    @Test
    void aTextHasAThousandCharactersAtMost() {
        String text = UserText.of(new Spoken(() -> "x".repeat(10_000_000)));
        assertThat(text).hasSize(1_003).endsWith("xxx...");
    }

    @Test
    void aTextStaysWithinItsLine() {
        assertThat(UserText.of(new Spoken(() -> "a\nERROR forged\r\t\u001b[31m\u202e\u2028\u0085")))
                .endsWith("a\\nERROR forged\\r\\t\\u001b[31m\\u202e\\u2028\\u0085");
    }

    @Test
    void escapingTwiceChangesNothing() {
        String once = UserText.escaped("a\nb");
        assertThat(UserText.escaped(once)).isSameAs(once);
        assertThat(UserText.escaped("größer \\n 漢字 😀")).isEqualTo("größer \\n 漢字 😀");
    }

    @Test
    void aFailureKeepsTheTextThatItHad() {
        int[] asked = {0};
        Spoken failure = new Spoken(() -> "asked " + ++asked[0]);
        CapturedFailure captured = CapturedFailure.of(failure);
        assertThat(captured).hasToString(Spoken.class.getName() + ": asked 1");
        assertThat(captured).hasToString(Spoken.class.getName() + ": asked 1");
        assertThat(captured.failure()).isSameAs(failure);
    }

    @Test
    @Tag("own-process") // it may break a class of an agent
    void atTheEndOfTheStackThereIsStillSomeText() {
        assertThat(captureAtTheEnd(new IOException("refused"))).isNotBlank();
    }

    @SuppressWarnings("InfiniteRecursion") // what it is about
    private static String captureAtTheEnd(Throwable failure) {
        try {
            return captureAtTheEnd(failure);
        } catch (StackOverflowError end) {
            return CapturedFailure.of(failure).toString();
        }
    }

    // ---- threads

    /** A thread that says of itself what a test wants, and waits. */
    static class Impostor extends Thread {
        final CountDownLatch end = new CountDownLatch(1);

        Impostor() {
            setDaemon(true);
        }

        @Override
        public void run() {
            Soon.opened(end);
        }

        @Override
        @Deprecated
        @SuppressWarnings("deprecation") // on newer JDKs
        public long getId() {
            throw new IllegalStateException("no id");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }
    }

    /** One that overrides something else. */
    private static final class Plain extends Thread {
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            Soon.opened(end);
        }

        @Override
        public void interrupt() {
            super.interrupt();
        }
    }

    @Test
    void aThreadThatOverridesItsStackIsNotAsked() {
        Impostor impostor = new Impostor();
        impostor.start();
        assertThat(UserText.stackOf(impostor)).isEmpty();
        impostor.end.countDown();
    }

    @Test
    void aThreadThatOverridesOtherMethodsHasAStack() {
        Plain plain = new Plain();
        plain.setDaemon(true);
        plain.start();
        Soon.until("its stack", () -> UserText.stackOf(plain).toString().contains("Plain.run"));
        plain.end.countDown();
        Soon.ended(plain);
        assertThat(UserText.stackOf(plain)).isEmpty();
    }

    @Test
    void aThreadWithoutAnIdGetsOne() {
        Impostor impostor = new Impostor();
        assertThat(UserText.idOf(impostor)).isPositive().isEqualTo(UserText.idOf(impostor));
        assertThat(UserText.knowsIdsOf(Impostor.class)).isEqualTo(FEATURE >= 19);
        assertThat(UserText.knowsIdsOf(Plain.class)).isTrue();
        assertThat(UserText.knowsIdsOf(Thread.class)).isTrue();
        assertThat(UserText.currentThreadId()).isEqualTo(idOfThisThread());
    }

    @SuppressWarnings("deprecation") // on newer JDKs
    private static long idOfThisThread() {
        return Thread.currentThread().getId();
    }

    @Test
    void theNameOfAThreadStaysWithinItsLine() {
        assertThat(UserText.nameOf(new Thread("a\nb"))).isEqualTo("a\\nb");
    }
}
