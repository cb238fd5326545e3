import { say } from '../../words/text.ts';
import { notApplicable, type TurnCheck } from '../check.ts';
import { ENGLISH_SERVICE_TALK } from '../phrases/english-service.ts';
import { JAPANESE_SERVICE_TALK } from '../phrases/japanese-service.ts';
import type { ServicePhrase } from '../phrases/service.ts';
import { isOfService, isUnceremonious } from '../reading/persona-kind.ts';
import { type Hit, hitsIn, judgedHits } from '../reading/phrases.ts';

/**
 * The talk of a help desk out of a character's mouth: thanks for feedback, apologies, promises to improve, offers of help. The value is the
 * number of places. Of a polite character only what no private person says counts, for it may well be sorry politely; not applicable to a
 * character whose job is service. An old-fashioned one is polite in other words, so that it warns. A casual ごめん or 悪い悪い is no service talk.
 */
export const servicePhrase: TurnCheck<'service.phrase'> = {
  id: 'service.phrase',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { persona }) {
    if (isOfService(persona)) return notApplicable(say('service is the job of this character'));
    const hits = hitsIn(turn, SERVICE_TALK).flatMap((hit) => {
      if (hit.phrase.of === 'assistant' || isUnceremonious(persona)) return [hit];
      return persona.register === 'old-fashioned' && isOfToday(hit) ? [{ ...hit, result: 'warn' as const }] : [];
    });
    return judgedHits(turn, hits, {
      none: say('there is no service talk'),
      message: (words) => say('the reply talks like a help desk: "{words}"', { words }),
    });
  },
};

const SERVICE_TALK: readonly ServicePhrase[] = [...JAPANESE_SERVICE_TALK, ...ENGLISH_SERVICE_TALK];

/** A samurai says 申し訳ござらぬ. */
function isOfToday({ result, sentence, start }: Hit): boolean {
  if (result === 'warn') return false;
  const rest = sentence.text.slice(start);
  return /(?:です|ます|ました|ません|でした|ください|ましょう)/.test(rest) || /^[a-z]/.test(rest);
}
