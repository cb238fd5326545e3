import { flawText, type VocabularyFlaw } from '../../backend/vocabulary-flaw.ts';
import { say } from '../../words/text.ts';
import type { Finding } from '../finding.ts';

/** Where prompts begin and replies end. What else has an id is not used for chats. */
const USED = /^(bos|eos|eot|eom|unknown)_token_id$/;

/** Ids and lists that do not fit the vocabulary. */
export function flawsRule(flaws: readonly VocabularyFlaw[]): Finding[] {
  return flaws.map((flaw) => ({
    severity: flaw.type !== 'id' || USED.test(flaw.key) ? 'error' : 'note',
    code: flaw.type === 'id' ? 'token-outside' : 'vocabulary-uneven',
    message: flawText(flaw),
    remedy: say('The file was damaged, or converted wrongly: get another copy, or convert it again.'),
  }));
}
