package dev.serai;

import com.zaxxer.hikari.HikariConfig;
import dev.serai.fact.ReportingGrants;
import dev.serai.kernel.AppId;
import dev.serai.kernel.Ids;
import dev.serai.kernel.MasterKey;
import dev.serai.kernel.MerchantScope;
import dev.serai.kernel.ScopedDataSource;
import dev.serai.kernel.Sealer;
import dev.serai.kernel.SharedServer;
import dev.serai.merchant.CallersSeen;
import dev.serai.openapi.Grants;
import dev.serai.watch.Callers;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What every room may ask for. */
@Configuration(proxyBeanMethods = false)
class Foundations {
    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConfigurationProperties("spring.datasource.hikari")
    HikariConfig poolSettings(@Value("${spring.datasource.url}") String url) {
        var settings = new HikariConfig();
        settings.setJdbcUrl(url);
        return settings;
    }

    /** The application role answers merchants, the house's role does everything else; see {@link MerchantScope}. */
    @Bean(destroyMethod = "close")
    ScopedDataSource database(
            HikariConfig poolSettings,
            @Value("${serai.house.username}") String houseUser,
            @Value("${serai.house.password}") String housePassword,
            @Value("${spring.datasource.username}") String appUser,
            @Value("${spring.datasource.password}") String appPassword) {
        var merchants = pool(poolSettings, "merchants", appUser, appPassword);
        merchants.setMinimumIdle(1);
        return new ScopedDataSource(pool(poolSettings, "house", houseUser, housePassword), merchants);
    }

    private static HikariConfig pool(HikariConfig settings, String name, String user, String password) {
        var pool = new HikariConfig();
        settings.copyStateTo(pool);
        pool.setPoolName(name);
        pool.setUsername(user);
        pool.setPassword(password);
        return pool;
    }

    @Bean
    Ids ids(Clock clock) {
        return new Ids(clock);
    }

    /** There is none on a single node. */
    @Bean
    @ConditionalOnExpression("!'${serai.redis:}'.isEmpty()")
    SharedServer sharedServer(@Value("${serai.redis}") String url) {
        return new SharedServer(url, SharedServer.ANSWER_LIMIT);
    }

    /** The event loops of calls we make to others; the door has its own, to be stopped by its own rules. */
    @Bean(destroyMethod = "close")
    Vertx vertx() {
        return Vertx.vertx();
    }

    /** The key is in SERAI_MASTER_KEY, or beside the data it protects where the installer named none. */
    @Bean
    Sealer sealer(@Value("${SERAI_MASTER_KEY:}") String masterKey, @Value("${serai.data}") Path data) {
        return new Sealer(MasterKey.load(masterKey, data.resolve("secrets").resolve("master.key")));
    }

    @Bean
    ReportingGrants reportingGrants(Grants grants) {
        return grants::mayReport;
    }

    @Bean
    CallersSeen callersSeen(Callers callers) {
        return (apps, from) ->
                callers.since(apps.stream().map(AppId::value).toList(), from, CallersSeen.ADDRESSES_MAX).stream()
                        .map(it -> new CallersSeen.Caller(it.address(), it.calls(), it.lastAt()))
                        .toList();
    }

    @Bean
    TransactionTemplate transactions(PlatformTransactionManager manager) {
        return new TransactionTemplate(manager);
    }
}
