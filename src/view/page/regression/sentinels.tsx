// Signs of a broken model in either's replies: those that show it is broken first. Start at `Sentinels`.
import type { Sentinel } from '../../../regress/report.ts';
import { calmText } from '../../../report/comparison/calm-text.ts';
import { counted, probability } from '../../../report/regress/figures.ts';
import { SENTINEL_WORDS } from '../../../report/regress/verdict-words.ts';
import { describePlay } from '../../../report/wording.ts';
import { joinTexts, say } from '../../../words/text.ts';
import { Wide } from '../figures/wide.tsx';
import { UNKNOWN } from '../numbers.ts';
import { t } from '../words.ts';

export function Sentinels({ sentinels }: { sentinels: readonly Sentinel[] }) {
  const sorted = [...sentinels].sort(
    (a, b) => Number(b.isBroken) - Number(a.isBroken) || b.candidate.events - a.candidate.events,
  );
  return (
    <>
      <Wide label={t(say('Signs of a broken model'))}>
        <table class="figures-table sentinel-table">
          <thead>
            <tr>
              <th scope="col">{t(say('replies with it'))}</th>
              <th scope="col">{t(say('reference'))}</th>
              <th scope="col">{t(say('candidate'))}</th>
              <th scope="col">p</th>
              <th scope="col">{t(say('finding'))}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ sentinel, reference, candidate, pValue, isBroken }) => (
              <tr key={sentinel}>
                <th scope="row">{t(say(SENTINEL_WORDS[sentinel]))}</th>
                {[reference, candidate].map(({ n, events }, index) => (
                  <td key={index}>
                    <span class="figure">{counted({ n, failed: events })}</span>
                  </td>
                ))}
                <td>
                  <span class="figure">{pValue === null ? UNKNOWN : probability(pValue)}</span>
                </td>
                <td class={isBroken ? 'outcome worse' : 'outcome not-worse'}>
                  {t(isBroken ? say('broken') : say('not a sign of it'))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {sorted.map((sentinel) => (
        <Example key={sentinel.sentinel} sentinel={sentinel} />
      ))}
    </>
  );
}

const LONGEST = 600;

function Example({ sentinel: { sentinel, example } }: { sentinel: Sentinel }) {
  if (example === null) return null;
  const { reply, turn } = example;
  const place = joinTexts(' · ', [say(SENTINEL_WORDS[sentinel]), describePlay(example), say('turn {turn}', { turn })]);
  return (
    <figure class="quoted">
      <figcaption class="basis">{t(place)}</figcaption>
      <blockquote class="said" lang="ja">
        {reply.trim() === ''
          ? t(say('(no text)'))
          : `${calmText(reply.slice(0, LONGEST))}${reply.length > LONGEST ? '…' : ''}`}
      </blockquote>
    </figure>
  );
}
