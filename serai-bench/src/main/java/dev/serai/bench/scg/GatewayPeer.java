package dev.serai.bench.scg;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;

/** Starts the gateway with one route: {@code content.post.get} to the upstream. */
@SpringBootApplication(proxyBeanMethods = false)
public class GatewayPeer {
    @Bean
    RouteLocator routes(RouteLocatorBuilder routes, @Value("${bench.upstream}") String upstream) {
        return routes.routes()
                .route(
                        "content.post.get",
                        route -> route.path("/content/post/get").uri(upstream))
                .build();
    }

    static void main(String[] args) {
        SpringApplication.run(GatewayPeer.class, args);
    }
}
