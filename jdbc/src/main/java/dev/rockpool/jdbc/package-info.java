/**
 * A pool of database connections as a {@link javax.sql.DataSource}: {@link dev.rockpool.jdbc.RockpoolDataSource}.
 */
package dev.rockpool.jdbc;
