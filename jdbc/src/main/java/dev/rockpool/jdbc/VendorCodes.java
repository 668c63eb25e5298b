package dev.rockpool.jdbc;

import dev.rockpool.jdbc.ErrorClassifier.Verdict;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the error codes of a database mean. Codes that mean nothing for a connection are not here. */
final class VendorCodes {

    /** Those that need no database to be understood: no other one that we know uses them for something else. */
    private static final Map<Integer, Verdict> ANY = new Table()
            .broken(500150) // Redshift: the connection is closed or reset
            .toMap();

    private static final Map<Integer, Verdict> MYSQL = new Table()
            .tooMany(1040, 1203) // too many connections; too many of this user
            .authentication(1045, 1698, 1862, 4151) // denied; denied without password; password expired; account locked
            .readOnly(1836) // running in read-only mode; 1290 depends on the option
            .broken(
                    1042, 1043, 1047, 1053, 1080,
                    1081) // bad host, handshake, unknown command, shutdown, forced close, socket
            .broken(1105) // proxies such as Vitess say it while they move or stop a server
            .broken(
                    1129, 1130, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161,
                    1184) // host blocked; network
            .broken(1927, 3169, 4031) // connection killed; session killed; closed because it was idle
            .broken(2002, 2003, 2006, 2013, 2055) // of the client: cannot connect, gone away, lost
            .toMap();

    private static final Map<Integer, Verdict> ORACLE = new Table()
            .tooMany(
                    18, 20, 2391, 12516, 12518, 12519,
                    12520) // sessions, processes, of this user; the listener's words for it
            .authentication(1005, 1017, 28000, 28001) // no password, denied, account locked, password expired
            .readOnly(16000) // the database is open for reading only
            .broken(28, 31, 600, 7445) // session killed, marked for kill; internal errors
            .broken(
                    1012, 1014, 1033, 1034, 1035, 1041, 1089, 1090, 1092,
                    1094) // not logged on; starting up or shutting down
            .broken(2396, 2399) // idle or connected for too long
            .broken(3106, 3113, 3114, 3135, 3136) // the channel
            .broken(16456, 25408) // switch-over; a call that cannot be replayed
            .broken(17002, 17008, 17401, 17410, 17430, 17447) // of the thin driver: I/O, closed, protocol, no more data
            .toMap();

    private static final Map<Integer, Verdict> SQL_SERVER = new Table()
            .tooMany(10928, 10929, 10936, 17809) // limits of Azure; the maximum of user connections
            .authentication(18452, 18456, 18486, 18487, 18488) // login failed, account locked, password expired
            .readOnly(3906, 3908) // the database is read-only
            .broken(64, 233, 10053, 10054, 10060) // the transport
            .broken(596, 6005, 6006) // session killed; shutting down
            .broken(976, 978, 983) // the replica cannot be used, or reads only with another intent
            .broken(40197, 40501, 40613, 49918, 49919, 49920) // Azure: moved, busy, not available
            .toMap();

    private static final Map<Integer, Verdict> DB2 = new Table()
            .tooMany(-1040, -1226) // the maximum of applications or agents
            .authentication(-30082, -4214)
            .broken(-1224, -4470, -4499, -30080, -30081) // agents ended; closed; communication
            .toMap();

    private static final Map<Integer, Verdict> H2 = new Table()
            .readOnly(90097)
            .broken(
                    90067, 90098, 90108,
                    90121) // connection broken, database closed, out of memory (it closes), closed at exit
            .toMap();

    private VendorCodes() {}

    /** What a code means with a product; null if nothing. */
    static @Nullable Verdict of(Product product, int code) {
        Verdict verdict = switch (product) {
            case MYSQL -> MYSQL.get(code);
            case ORACLE -> oracle(Math.abs(code));
            case SQL_SERVER -> SQL_SERVER.get(code);
            case DB2 -> DB2.get(code);
            case H2 -> H2.get(code);
            case POSTGRESQL, OTHER -> null;
        };
        return verdict != null ? verdict : ANY.get(code);
    }

    private static @Nullable Verdict oracle(int code) {
        boolean isNetwork = (code >= 12150 && code <= 12299) || (code >= 12500 && code <= 12699);
        return ORACLE.getOrDefault(code, isNetwork ? Verdict.BROKEN : null);
    }

    private static final class Table {
        private final Map<Integer, Verdict> verdicts = new HashMap<>();

        Table tooMany(int... codes) {
            return put(Verdict.TOO_MANY_CONNECTIONS, codes);
        }

        Table authentication(int... codes) {
            return put(Verdict.AUTHENTICATION_FAILED, codes);
        }

        Table readOnly(int... codes) {
            return put(Verdict.READ_ONLY, codes);
        }

        Table broken(int... codes) {
            return put(Verdict.BROKEN, codes);
        }

        private Table put(Verdict verdict, int... codes) {
            for (int code : codes) {
                verdicts.put(code, verdict);
            }
            return this;
        }

        Map<Integer, Verdict> toMap() {
            return Map.copyOf(verdicts);
        }
    }
}
