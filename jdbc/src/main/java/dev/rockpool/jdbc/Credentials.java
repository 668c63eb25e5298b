package dev.rockpool.jdbc;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user and their password, which belong together. The password is in no text that comes from here.
 *
 * @param user the user
 * @param password the secret; null for a user without one
 */
public record Credentials(String user, @Nullable String password) {

    /**
     * Checks that there is a user.
     *
     * @param user not null
     * @param password may be null
     */
    public Credentials {
        Objects.requireNonNull(user, "user");
    }

    /** {@return the user alone} */
    @Override
    public String toString() {
        return "Credentials[user=" + user + "]";
    }
}
