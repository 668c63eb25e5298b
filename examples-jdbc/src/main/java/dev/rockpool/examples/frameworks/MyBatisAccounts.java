package dev.rockpool.examples.frameworks;

import javax.sql.DataSource;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** By MyBatis. */
public final class MyBatisAccounts implements Accounts {

    private final SqlSessionFactory sessions;

    /**
     * Makes them.
     *
     * @param dataSource where the table is
     */
    public MyBatisAccounts(DataSource dataSource) {
        // @start region="mybatis"
        Configuration configuration =
                new Configuration(new Environment("accounts", new JdbcTransactionFactory(), dataSource));
        configuration.addMapper(Mapper.class);
        sessions = new SqlSessionFactoryBuilder().build(configuration);
        // @end
    }

    @Override
    public void transfer(int from, int to, int amount) {
        // @start region="mybatis-use"
        try (SqlSession session = sessions.openSession()) { // without a commit its end is a rollback
            Mapper mapper = session.getMapper(Mapper.class);
            mapper.add(to, amount);
            mapper.add(from, -amount);
            session.commit();
        }
        // @end
    }

    @Override
    public int balance(int id) {
        try (SqlSession session = sessions.openSession()) {
            return session.getMapper(Mapper.class).balance(id);
        }
    }

    /** The statements. */
    interface Mapper {

        /** Adds an amount, which may be negative. */
        @Update("UPDATE account SET balance = balance + #{amount} WHERE id = #{id}")
        void add(@Param("id") int id, @Param("amount") int amount);

        /** {@return the balance of an account} */
        @Select("SELECT balance FROM account WHERE id = #{id}")
        int balance(@Param("id") int id);
    }
}
