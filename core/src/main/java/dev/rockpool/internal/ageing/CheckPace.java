package dev.rockpool.internal.ageing;

/**
 * How many health checks may begin, so that those of all idle objects are spread over the interval: a pure function. With
 * {@code n} idle objects one may begin each {@code interval / n}. Time that nobody looked, as on a machine that slept, makes
 * no burst: no more than one may begin at a look, or twice what a look each {@code sweep} gives.
 *
 * @param intervalNanos how often each idle object is checked; 0 for never
 * @param sweepNanos how often there is a look
 */
public record CheckPace(long intervalNanos, long sweepNanos) {

    /** Whether there are checks at all. */
    public boolean isOn() {
        return intervalNanos > 0;
    }

    /**
     * How many may begin now, and the part of the next that is saved.
     *
     * @param saved what was left of the last answer
     * @param idle how many objects are idle
     * @param elapsedNanos since the last answer
     */
    public double allowed(double saved, int idle, long elapsedNanos) {
        double perNano = (double) idle / intervalNanos;
        double most = Math.max(1, 2 * perNano * sweepNanos);
        return Math.min(most, saved + perNano * elapsedNanos);
    }
}
