package dev.serai.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this house is set up with: where receivers may be, and the event types the contract promises from the first day. */
@Configuration(proxyBeanMethods = false)
class PushSettings {
    @Bean
    EventType apiAnnounced() {
        return new EventType(
                AnnouncedMethods.TYPE,
                "A method is new, takes or tells more, is deprecated (with its sunset), or is gone.",
                "接口新增、可接收或返回更多、被弃用（附停用日期）或已下线。",
                """
                {"seq": 7, "at": "2026-11-21T03:00:00Z", "change": "DEPRECATED", "method": "content.post.list",
                 "deprecated": {"since": "2026-11-21", "sunset": "2027-05-21", "successor": "content.post.list/v2"},
                 "summary": {"en": "List posts", "zh-CN": "帖子列表"}}""");
    }

    @Bean
    Addresses addresses(@Value("${serai.door.host}") String door) throws UnknownHostException {
        return new Addresses(InetAddress.getByName(door).isLoopbackAddress());
    }

    @Bean
    EventType orderChanged() {
        return new EventType("order.changed", "An order was created or its status changed.", "订单已创建，或订单状态已变化。", """
                {"order_id": "01KAJ2Z5C3Q0M8T4V6X8Y0Z2B4", "out_order_no": "A-1", "core_order_id": "5001", "status": "PAID",
                 "amount": 1990, "currency": "CNY", "created_at": "2026-11-21T03:00:00Z", "status_seq": 2}""");
    }

    @Bean
    EventType grantChanged() {
        return new EventType(
                "grant.changed", "A reward was granted, reached its user, or was taken back.", "奖励已发放、已到账，或已收回。", """
                {"grant_id": "01KAJ2Z5C3Q0M8T4V6X8Y0Z2B5", "activity_id": 201, "user_id": "u-1", "reward": "coupon",
                 "status": "GRANTED", "fact_id": "r-1", "changed_seq": 2}""");
    }
}
