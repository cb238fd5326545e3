/** A few of each kind, all of them shipped: for what needs no whole catalogue to show. */
export const CORE_SCENARIOS = ['anime-fan', 'cafe-clerk', 'childhood-friend', 'tts-bot', 'village-elder'] as const;
