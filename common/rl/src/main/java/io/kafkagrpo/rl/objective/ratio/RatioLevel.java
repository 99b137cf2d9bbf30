package io.kafkagrpo.rl.objective.ratio;

/** What one importance ratio of the policy term spans. */
public enum RatioLevel {
    /** One ratio per token: exp(logp_t − anchor_t). PPO, GRPO, DAPO. */
    TOKEN,
    /**
     * One ratio per completion: exp of the mean log-ratio over its tokens, with the slope through that mean
     * (GSPO, arXiv:2507.18071, eq. 7; TRL's and AReaL's "sequence").
     */
    SEQUENCE,
    /**
     * The value of {@link #SEQUENCE}, but each token carries its own slope (GSPO-token, arXiv:2507.18071, eq. 14;
     * verl's "gspo"). Equal to SEQUENCE unless tokens of a completion are weighted differently.
     */
    SEQUENCE_TOKEN
}
