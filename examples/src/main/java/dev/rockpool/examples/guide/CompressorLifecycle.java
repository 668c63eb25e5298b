package dev.rockpool.examples.guide;

import dev.rockpool.Lifecycle;

// @start region="lifecycle"
/** All steps of a compressor's life in one place. Only {@link #create} is needed. */
public final class CompressorLifecycle implements Lifecycle<Compressor> {

    @Override
    public Compressor create() { // on a creator thread of the pool, up to createTimeout
        return new Compressor();
    }

    @Override
    public void reset(Compressor compressor) { // on the thread that gives it back
        compressor.reset();
    }

    @Override
    public boolean validate(Compressor compressor) { // only where validateOnAcquire or validateOnReturn ask for it
        return compressor.isClean();
    }

    @Override
    public void destroy(Compressor compressor) { // on a thread of the pool, exactly once
        compressor.close();
    }
}
// @end
