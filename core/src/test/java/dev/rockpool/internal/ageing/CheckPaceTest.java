package dev.rockpool.internal.ageing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckPaceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final CheckPace PACE = new CheckPace(300 * SECOND, SECOND);

    private static int checksIn(int sweeps, int idle) {
        double saved = 0;
        int checks = 0;
        for (int i = 0; i < sweeps; i++) {
            saved = PACE.allowed(saved, idle, SECOND);
            int now = (int) saved;
            checks += now;
            saved -= now;
        }
        return checks;
    }

    @Test
    void eachIdleObjectIsCheckedOnceInAnInterval() {
        assertThat(checksIn(302, 1)).isEqualTo(1);
        assertThat(checksIn(299, 1)).isZero();
        assertThat(checksIn(315, 10)).isEqualTo(10);
        assertThat(checksIn(301, 5_000)).isBetween(5_000, 5_017);
        assertThat(checksIn(301, 0)).isZero();
    }

    @Test
    void aMachineThatSleptMakesNoBurst() {
        assertThat(PACE.allowed(0, 10, 40_000 * SECOND)).isEqualTo(1);
        assertThat(PACE.allowed(0.5, 3_000, 40_000 * SECOND)).isEqualTo(20);
    }

    @Test
    void withoutAnIntervalThereAreNone() {
        assertThat(PACE.isOn()).isTrue();
        assertThat(new CheckPace(0, SECOND).isOn()).isFalse();
    }
}
