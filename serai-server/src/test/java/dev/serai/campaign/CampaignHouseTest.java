package dev.serai.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.HouseTest;
import dev.serai.activity.PlaySource;
import dev.serai.fact.FactListener;
import dev.serai.openapi.ApiMethod;
import dev.serai.openapi.PublicPage;
import dev.serai.reward.Rewards;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HouseTest
class CampaignHouseTest {
    @Autowired
    List<ApiMethod> methods;

    @Autowired
    List<PublicPage> pages;

    @Autowired
    List<PlaySource> sources;

    @Autowired
    List<FactListener> listeners;

    @Autowired
    Rewards rewards;

    @Test
    void the_house_answers_activities_and_hears_facts_for_campaigns() {
        assertThat(methods.stream().map(ApiMethod::name))
                .contains("activity.handle", "activity.list", "h5.session.create");
        assertThat(pages.stream().map(PublicPage::path)).contains("/h5/enter", "/h5/handle", "/h5/public", "/h5/click");
        assertThat(sources).anyMatch(source -> source instanceof CampaignPlays);
        assertThat(listeners.stream().map(FactListener::name)).contains("campaign");
        assertThat(rewards).isNotNull();
    }
}
