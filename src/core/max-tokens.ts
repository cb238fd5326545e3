// How long a reply may be where nobody says so. Apart from the other settings, whose schema a model process does not need.

/** A reply always ends, even if the model never stops. */
export const DEFAULT_MAX_TOKENS = 256;
