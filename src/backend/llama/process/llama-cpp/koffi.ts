// koffi, set up before it loads anything: later it refuses to be.
import koffi from 'koffi';

/**
 * In bytes: the most that koffi gives. C runs on a stack of its own, and the tokenizers of some vocabularies are recursive regular
 * expressions, which need hundreds of bytes for each character.
 */
const STACK_BYTES = 16 * 1_024 * 1_024;

koffi.config({ sync_stack_size: STACK_BYTES });

export { koffi };
