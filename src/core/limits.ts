/** How long each thing may take, in milliseconds. Nothing is waited for without end. */
export interface Limits {
  /** Loading a model, with whatever is measured then. */
  loadMs: number;
  /** From the moment a reply is worked on to its first piece of content; evaluating the prompt, or connecting, is part of it. */
  firstTokenMs: number;
  /** Between two signs of life; what only keeps a connection open is none. */
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
