// koffi, set up before it loads anything: later it refuses to be. Start at `koffi`.
import type Koffi from 'koffi';
import { describeError, ModelFailure } from '../../../../core/errors.ts';
import { say } from '../../../../words/text.ts';

/**
 * In bytes: the most that koffi gives. C runs on a stack of its own, and the tokenizers of some vocabularies are recursive regular
 * expressions, which need hundreds of bytes for each character.
 */
const STACK_BYTES = 16 * 1_024 * 1_024;

const found = await import('koffi').catch((cause: unknown) => ({ cause }));

/** Where it does not load, a process can still say so: whatever is asked of it throws ModelFailure (fatal) `load-failed`. */
export const koffi: typeof Koffi = 'cause' in found ? absent(found.cause) : setUp(found.default);

function setUp(loaded: typeof Koffi): typeof Koffi {
  loaded.config({ sync_stack_size: STACK_BYTES });
  return loaded;
}

function absent(cause: unknown): typeof Koffi {
  const get = (): never => {
    const [reason = ''] = describeError(cause).split('\n');
    const message = say(
      'llama.cpp cannot be called on this machine: koffi does not load ({reason}); install koffi and the package @koromix/koffi-… for this machine again, see "Install" in the README',
      { reason },
    );
    throw new ModelFailure('load-failed', message, { isFatal: true, cause });
  };
  // It has no member at all.
  return new Proxy({}, { get }) as typeof Koffi;
}
