// In which order samplers are applied: llama-server's names, its default, and the orders of other programs as data. A sampler that an order
// leaves out is not applied. Mirostat takes the place of all of them. Start at `SAMPLERS`.

/** Every sampler that can be ordered, by llama-server's names, in its default order (llama.cpp v0.4.0, common/common.h). */
export const SAMPLERS = [
  /** Repeat, frequency and presence penalty. */
  'penalties',
  'dry',
  'top_n_sigma',
  'top_k',
  'typ_p',
  'top_p',
  'min_p',
  'xtc',
  /** Dynamic temperature too. */
  'temperature',
] as const;

type Sampler = (typeof SAMPLERS)[number];

/**
 * @public What the other programs do, in the samplers that llama.cpp still has: for `samplers`, and for the tests that hold replies
 * against llama-server's.
 */
export const SAMPLER_ORDERS = {
  /** llama.cpp v0.4.0: what its server does if a request does not say. */
  'llama-server': SAMPLERS,
  /**
   * The page that came with llama.cpp's server in 2023, and its server then: penalties, then `kfypmt` (common/sampling.h). Its tail-free
   * sampling (`f`), off by default, is gone; what came later is not in it.
   */
  'llama-cpp-2023': ['penalties', 'top_k', 'typ_p', 'top_p', 'min_p', 'temperature'],
  /** SillyTavern for llama.cpp (`LLAMACPP_DEFAULT_ORDER`, public/scripts/textgen-settings.js), without adaptive-p, which is off. */
  sillytavern: SAMPLERS,
  /**
   * KoboldCpp (`sampler_order` 6, 0, 1, 3, 4, 2, 5; gpttype_adapter.cpp): DRY comes first and XTC last whatever it says, min-p follows
   * top-p, top-n-sigma follows the temperature. Top-a and tail-free sampling, off by default, are not in llama.cpp.
   */
  koboldcpp: ['dry', 'penalties', 'top_k', 'typ_p', 'top_p', 'min_p', 'temperature', 'top_n_sigma', 'xtc'],
} as const satisfies Record<string, readonly Sampler[]>;
