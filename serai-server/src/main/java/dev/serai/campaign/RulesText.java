package dev.serai.campaign;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;

/** A campaign's terms in words, made from the file that decides, so that text and behaviour cannot drift apart. */
final class RulesText {
    private RulesText() {}

    static Map<String, String> of(Campaign campaign) {
        var amount = new BigDecimal(
                        campaign.threshold().every(),
                        Currency.getInstance(campaign.budget().currency()).getDefaultFractionDigits())
                .toPlainString();
        var currency = campaign.budget().currency();
        boolean carry = campaign.threshold().carry();
        var texts = new LinkedHashMap<String, String>();
        texts.put(
                "zh-CN",
                "活动期间" + (carry ? "累计" : "单笔") + "每满 " + amount + " " + currency + " 得 1 张券" + (carry ? "，余数累计到下次" : "")
                        + "；撤销或退回时相应收回。预算用完即止。");
        texts.put(
                "en",
                "One coupon for each full " + amount + " " + currency
                        + (carry
                                ? " in total during the campaign; what is left over counts on"
                                : " in a single payment")
                        + ". Reversals take back what they carried. While the budget lasts.");
        return texts;
    }
}
