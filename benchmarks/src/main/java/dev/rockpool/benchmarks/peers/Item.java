package dev.rockpool.benchmarks.peers;

/** The pooled object: small, so that what is measured is the pool. */
public final class Item {

    /** Something to hold. */
    public int value;
}
