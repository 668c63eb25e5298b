package dev.rockpool.internal.capacity;

import dev.rockpool.internal.process.Locks;
import dev.rockpool.internal.process.NumberedList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Places for objects that several ledgers share: {@code maxTotal} of a keyed pool. An object has its place from the start of
 * the attempt that makes it until it is gone; objects on top of a pool's bound have none.
 *
 * <p><b>The line.</b> A ledger that got no place for a waiter stands in line with the number of that waiter; all waiters are
 * numbered in one sequence ({@link #nextNumber}), and the lowest is first. A place that becomes free is handed to the first
 * in line, which is to be told (see {@link #nextToTell}); who asks beside the line gets nothing. So a free place and a line do
 * not exist together.
 *
 * <p><b>Who gives way.</b> Each one in line needs somebody to give way: an object that is destroyed for it. {@link
 * Share#mustYield} finds one in line that nobody has given way to yet. Whoever stands in line anew looks for idle objects
 * after that; whoever makes an object idle looks at {@link #isShort} after that: so one of the two sees the other.
 *
 * <p>The lock is held for a few instructions. It is taken under an engine's lock, and no other is taken under it: nobody here
 * calls an engine. What is handed over arrives as an event, when no lock is held.
 */
public final class Budget {

    private final ReentrantLock lock =
            new ReentrantLock(); // guards all fields that are not atomic, also those of shares
    private final AtomicLong numbers = new AtomicLong();
    private volatile int total; // written under the lock, as the next five
    private volatile int used; // of objects and attempts, and what is handed over or in hand
    private volatile int dying; // of those used, places of objects that are being destroyed
    private volatile boolean isShort; // somebody must give way
    private volatile boolean hasToTell; // somebody is to be told
    private volatile long era; // rises with each place that is taken or given back
    private int lacking; // of those in line, those that nobody has given way to yet

    private final NumberedList<Share> line =
            new NumberedList<>(); // by the numbers of those that they stand in line for
    private @Nullable Share toTell; // a list of those that have been handed a place

    /** So many places, none of them used. */
    public Budget(int total) {
        this.total = total;
    }

    /** The part of one ledger. Its methods are called under the lock of the ledger's engine. */
    public final class Share extends NumberedList.Member<Share> {
        private final Object owner;
        private boolean hasVictim; // somebody has given way to it
        private boolean isSwept; // a sweep has seen it in line, since when nobody has given way to it anew
        private int handed; // places that were handed over, and not taken yet
        private boolean isToBeTold;
        private @Nullable Share nextToTell;

        Share(Object owner) {
            this.owner = owner;
        }

        /** Takes a place, if one was handed over or is free. */
        boolean tryReserve() {
            Locks.takeSurely(lock);
            try {
                if (handed > 0) {
                    handed--;
                    return true;
                }
                boolean isFree = used < total;
                if (isFree) {
                    take();
                }
                return isFree;
            } finally {
                lock.unlock();
            }
        }

        /** Takes a place, whether or not one is free: an object is there, and is counted. */
        void reserveSurely() {
            Locks.takeSurely(lock);
            try {
                take();
            } finally {
                lock.unlock();
            }
        }

        /** Gives places back. */
        void release(int places) {
            Locks.takeSurely(lock);
            try {
                giveBack(places);
            } finally {
                lock.unlock();
            }
        }

        /** An object is being destroyed: its place will be free. */
        void destroyStarted() {
            changeDying(1, 0);
        }

        /** It is gone. */
        void destroyEnded() {
            changeDying(-1, 1);
        }

        void changeDying(int by, int places) {
            Locks.takeSurely(lock);
            try {
                int sum = dying + by;
                dying = sum;
                giveBack(places);
            } finally {
                lock.unlock();
            }
        }

        /**
         * Stands in line for a waiter; 0 for nobody: then what was handed over goes to the next. Says whether somebody must be
         * found that gives way to it.
         */
        public boolean standInLine(long waiter) {
            if (waiter == number && (waiter != 0 || handed == 0)) { // only written by those that have the engine's lock
                return false;
            }
            Locks.takeSurely(lock);
            try {
                return stand(waiter);
            } finally {
                lock.unlock();
            }
        }

        private boolean stand(long waiter) {
            boolean isNew = !line.contains(this);
            boolean hadVictim = hasVictim;
            if (!isNew) {
                leave(this);
            }
            if (waiter == 0) {
                int places = handed;
                handed = 0;
                giveBack(places);
                return false;
            }
            line.add(this, waiter);
            hasVictim = hadVictim;
            changeLacking(hadVictim ? 0 : 1);
            return isNew;
        }

        /**
         * An object of this ledger is at rest: whether it must give way, to somebody in line who came before a waiter of this
         * ledger's own, or as there are more objects than may be. One that is told so is destroyed for that.
         *
         * @param own the number of the own waiter that could have it; {@link Long#MAX_VALUE} if there is none
         */
        boolean mustYield(long own) {
            if (!isShort) {
                return false;
            }
            Locks.takeSurely(lock);
            try {
                if (isOver()) {
                    return true;
                }
                for (Share each = line.first(); each != null && each.number < own; each = each.next) {
                    if (!each.hasVictim && each != this) {
                        each.hasVictim = true;
                        changeLacking(-1);
                        return true;
                    }
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        /** Whether nothing of it is left here. */
        public boolean isAtRest() {
            Locks.takeSurely(lock);
            try {
                return !line.contains(this) && handed == 0;
            } finally {
                lock.unlock();
            }
        }

        /** Whether it stands in line, and nobody has given way to it. */
        public boolean isLacking() {
            Locks.takeSurely(lock);
            try {
                return line.contains(this) && !hasVictim;
            } finally {
                lock.unlock();
            }
        }

        /** So many places could be had. A hint. */
        int free() {
            return Math.max(0, total - used);
        }

        int fullTotal() {
            return isFull() ? total : 0;
        }

        boolean isShort() {
            return isShort;
        }

        /** The next number of the sequence of waiters and attempts, of all that have a share. */
        public long nextNumber() {
            return Budget.this.nextNumber();
        }
    }

    /** A share for a ledger. */
    public Share share(Object owner) {
        return new Share(owner);
    }

    /** The next number of the sequence of waiters and attempts, of all ledgers. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    // ---- without a lock

    /** Whether somebody must give way: an object that came to rest asks {@link Share#mustYield}. */
    public boolean isShort() {
        return isShort;
    }

    /** A number that rises with each place that is taken or given back: what it was at a use tells which use was earlier. */
    public long era() {
        return era;
    }

    /** How many places there are. */
    public int total() {
        return total;
    }

    /** How many of them are used: by objects, attempts, and those that are about to begin. */
    public int used() {
        return used;
    }

    /** How many of those used are places of objects that are being destroyed. */
    public int dying() {
        return dying;
    }

    /** Whether no place is free. */
    public boolean isFull() {
        return used >= total;
    }

    // ---- handing over

    /** Somebody that has been handed a place and is to be told so, or null. Not under a lock. */
    public @Nullable Object nextToTell() {
        if (!hasToTell) {
            return null;
        }
        Locks.takeSurely(lock);
        try {
            Share told = toTell;
            if (told == null) {
                return null;
            }
            toTell = told.nextToTell;
            hasToTell = toTell != null;
            told.nextToTell = null;
            told.isToBeTold = false;
            return told.owner;
        } finally {
            lock.unlock();
        }
    }

    /** It could not be told: it is to be told later. */
    public void tellAgain(Share share) {
        Locks.takeSurely(lock);
        try {
            addToTell(share);
        } finally {
            lock.unlock();
        }
    }

    /** Changes how many places there are. More of them go to those in line at once. */
    public void resize(int newTotal) {
        Locks.takeSurely(lock);
        try {
            total = newTotal;
            giveBack(0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Some time has passed: where a sweep has seen before that somebody gave way, that one may hang in its destroy, so somebody
     * else must. Says whether anybody is still in line.
     */
    public boolean sweep() {
        Locks.takeSurely(lock);
        try {
            for (Share each = line.first(); each != null; each = each.next) {
                if (each.hasVictim && each.isSwept) {
                    each.hasVictim = false;
                    lacking++;
                }
                each.isSwept = each.hasVictim;
            }
            changeLacking(0);
            return line.first() != null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether what is counted here is so, of shares that say how many places they have. For tests. */
    boolean isSound(int places) {
        Locks.takeSurely(lock);
        try {
            int found = 0;
            for (Share each = line.first(); each != null; each = each.next) {
                found += each.hasVictim ? 0 : 1;
            }
            return line.isSound() && found == lacking && used == places && (line.first() == null || used >= total);
        } finally {
            lock.unlock();
        }
    }

    // ---- under the lock

    private void take() {
        int sum = used + 1;
        used = sum;
        rise();
    }

    private void rise() {
        long next = era + 1;
        era = next;
    }

    private void giveBack(int places) {
        int sum = used - places;
        used = sum;
        if (places > 0) {
            rise();
        }
        for (Share served = line.first(); used < total && served != null; served = line.first()) {
            leave(served);
            served.handed++;
            take();
            addToTell(served);
        }
        changeLacking(0);
    }

    private void addToTell(Share share) {
        if (!share.isToBeTold) {
            share.isToBeTold = true;
            share.nextToTell = toTell;
            toTell = share;
            hasToTell = true;
        }
    }

    private void leave(Share share) {
        line.remove(share);
        share.number = 0;
        share.isSwept = false;
        if (!share.hasVictim) {
            changeLacking(-1);
        }
        share.hasVictim = false;
    }

    private void changeLacking(int by) {
        lacking += by;
        boolean now = lacking > 0 || isOver();
        if (isShort != now) {
            isShort = now;
        }
    }

    private boolean isOver() {
        return used - dying > total;
    }
}
