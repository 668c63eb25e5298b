package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;

class MyBatisAccountsTest extends AccountsTest {

    @Override
    Accounts on(DataSource dataSource) {
        return new MyBatisAccounts(dataSource);
    }
}
