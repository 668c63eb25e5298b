package dev.rockpool.examples.boot;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Its data source is what {@code spring.datasource.type} says; nothing here names it. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Orders.class)
public class OrdersApplication {}
