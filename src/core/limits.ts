/** Time limits in milliseconds. Nothing is waited for forever. */
export interface Limits {
  /** Loading a model, including measurements. */
  loadMs: number;
  /** From the start of work on a reply to its first piece of content, including evaluating the prompt or connecting. */
  firstTokenMs: number;
  /** Between two signs of progress; keep-alive messages do not count. */
  idleMs: number;
  /** One whole reply, or the log-likelihood of one. */
  totalMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  loadMs: 600_000,
  firstTokenMs: 300_000,
  idleMs: 60_000,
  totalMs: 1_800_000,
};
