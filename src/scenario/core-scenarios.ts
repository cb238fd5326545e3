/** A few of each kind, all shipped with the package: for uses that do not need the whole catalogue. */
export const CORE_SCENARIOS = ['anime-fan', 'cafe-clerk', 'childhood-friend', 'tts-bot', 'village-elder'] as const;
