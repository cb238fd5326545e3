// Samplers that change only the logits of what has been said: penalties and DRY. llama.cpp's own look every token of the vocabulary up, which
// takes most of the time of sampling; here they see only the tokens that they can change. The numbers are the same. Start at `openSaid`.
import type { LlamaFunctions, Pointer } from './abi.ts';
import { type Candidates, openCandidates } from './candidates.ts';

export interface Said {
  /** The next one in the chain. @param lastN how many of the last tokens it can change at most */
  add(sampler: Pointer, lastN: number): void;
  accept(token: number): void;
  /** Changes the logits in the row. */
  applyTo(row: Float32Array): void;
  /** Gives the row the logits that it had. */
  undo(row: Float32Array): void;
  close(): void;
}

interface Part {
  sampler: Pointer;
  lastN: number;
  candidates: Candidates;
  /** The tokens before this place in `said` were not changed. */
  from: number;
  before: Float32Array;
}

export function openSaid(c: LlamaFunctions): Said {
  const said: number[] = [];
  const parts: Part[] = [];
  return {
    add(sampler, lastN) {
      parts.push({ sampler, lastN, candidates: openCandidates(c, lastN), from: 0, before: new Float32Array(lastN) });
    },
    accept(token) {
      if (parts.length === 0) return;
      said.push(token);
      for (const { sampler } of parts) c.llama_sampler_accept(sampler, token);
    },
    applyTo(row) {
      for (const part of parts) {
        part.from = Math.max(0, said.length - part.lastN);
        for (let index = part.from; index < said.length; index++)
          part.before[index - part.from] = row[said[index] ?? 0] ?? 0;
        part.candidates.pick(row, said, part.from);
        part.candidates.apply(part.sampler);
        part.candidates.writeTo(row);
      }
    },
    undo(row) {
      for (const { from, before } of parts.toReversed())
        for (let index = from; index < said.length; index++) row[said[index] ?? 0] = before[index - from] ?? 0;
    },
    close() {
      for (const { sampler, candidates } of parts) {
        c.llama_sampler_free(sampler);
        candidates.close();
      }
    },
  };
}
