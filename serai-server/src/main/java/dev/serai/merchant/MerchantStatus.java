package dev.serai.merchant;

/** How far a merchant has come. What may follow what is decided by {@link Merchants}. */
public enum MerchantStatus {
    /** Signed up; has not asked for a review. */
    REGISTERED,
    /** Waits for a business manager. */
    REVIEW,
    /** A business manager asked something; the merchant answers and submits again. */
    ASKED,
    /** Turned down with a reason; may mend it and submit again. */
    REJECTED,
    /** Approved: tries things out with a sandbox app. */
    SANDBOX,
    /** The checklist is signed, the live app is there. */
    LIVE,
    /** No app of his is served. */
    SUSPENDED,
    /** No app of his is ever served again. */
    CLOSED
}
