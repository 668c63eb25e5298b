package dev.rockpool.jdbc;

/**
 * Where a pool gets user and password from, anew for each connection that it opens: a file, a vault, a token service.
 *
 * <p><b>Connections that are open</b> keep what they were opened with. When the provider says something else, it is asked a second time;
 * if it says the same again, or the database had refused the old secret, connections of the old one are replaced little by little, as by
 * {@code pool().control().renew()}. A provider that says something else each time it is asked has none replaced.
 *
 * <p>Called by threads of the pool, several at once; how long it takes counts as time of the creation. What it throws is a failed
 * creation.
 */
@FunctionalInterface
public interface CredentialsProvider {

    /**
     * User and password for a connection that is about to be opened.
     *
     * @return both of them, from one reading
     * @throws Exception if there are none now
     */
    Credentials get() throws Exception;

    /**
     * The same after the database has refused what {@link #get} said: the time to go past a cache. If it says something else, one more
     * attempt is made at once; if it says the same, none is, as accounts are locked for that. The default asks {@link #get} again.
     *
     * @param refused what the database refused
     * @return user and password
     * @throws Exception if there are none now
     */
    default Credentials refresh(Credentials refused) throws Exception {
        return get();
    }
}
