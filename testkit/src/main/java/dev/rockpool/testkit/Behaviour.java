package dev.rockpool.testkit;

/** What one call of a step does, see {@link ScriptedLifecycle}. */
@FunctionalInterface
public interface Behaviour {

    /** How a call that does not throw ends. */
    enum Answer {
        /** Well. */
        OK,
        /** Create returns null, validate and isHealthy return false; reset and destroy cannot say no. */
        NO,
        /** Create returns an item that it returned before; the other steps end well. */
        DUPLICATE
    }

    /**
     * The call.
     *
     * @return how it ends
     * @throws Exception how else it ends
     */
    Answer perform() throws Exception;

    /**
     * Ends well.
     *
     * @return the behaviour
     */
    static Behaviour ok() {
        return () -> Answer.OK;
    }

    /**
     * Says no: null from create, false from validate and isHealthy.
     *
     * @return the behaviour
     */
    static Behaviour no() {
        return () -> Answer.NO;
    }

    /**
     * Create returns the item again that it returned last.
     *
     * @return the behaviour
     */
    static Behaviour duplicate() {
        return () -> Answer.DUPLICATE;
    }

    /**
     * Throws.
     *
     * @param failure what; {@link InterruptedException} is thrown without an interrupt
     * @return the behaviour
     */
    static Behaviour fail(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    /**
     * Throws an error.
     *
     * @param failure what
     * @return the behaviour
     */
    static Behaviour fail(Error failure) {
        return () -> {
            throw failure;
        };
    }

    /**
     * Waits at a gate, then ends well.
     *
     * @param gate the gate
     * @return the behaviour
     */
    static Behaviour pass(Gate gate) {
        return () -> {
            gate.pass();
            return Answer.OK;
        };
    }

    /**
     * Does something first.
     *
     * @param action what
     * @return the behaviour that then ends well
     */
    static Behaviour run(Runnable action) {
        return () -> {
            action.run();
            return Answer.OK;
        };
    }

    /**
     * This, and if it ends well, that.
     *
     * @param next what comes after
     * @return the behaviour
     */
    default Behaviour and(Behaviour next) {
        return () -> {
            Answer answer = perform();
            return answer == Answer.OK ? next.perform() : answer;
        };
    }
}
