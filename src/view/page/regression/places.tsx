// The places of the reference's replies where the two models differ most: the sentence, and what either finds likeliest there. Start at
// `Places`.
import type { PlaceInReply } from '../../../regress/report.ts';
import { chance, describePlaceInReply, sentenceOf, tokenText } from '../../../report/regress/place-words.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';

export function Places({ places }: { places: readonly PlaceInReply[] }) {
  return (
    <ol class="places">
      {places.map((place, index) => (
        <li key={index}>
          <Place place={place} />
        </li>
      ))}
    </ol>
  );
}

/** Of the reply, in characters: enough to understand the sentence. */
const AROUND = { before: 90, after: 60 };

function Place({ place }: { place: PlaceInReply }) {
  const { before, token, after } = sentenceOf(place, AROUND);
  const reference = likeliestOf(place, 'reference');
  const candidate = likeliestOf(place, 'candidate');
  const rows = Array.from({ length: Math.max(reference.length, candidate.length) }, (_, index) => index);
  return (
    <>
      <p class="basis">{t(describePlaceInReply(place))}</p>
      <p class="said" lang="ja">
        {before}
        <mark>{token}</mark>
        {after}
      </p>
      <table class="likeliest">
        <thead>
          <tr>
            <th scope="col">{t(say('reference'))}</th>
            <th scope="col">{t(say('candidate'))}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={index}>
              <TokenCell likely={reference[index]} />
              <TokenCell likely={candidate[index]} />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface Likely {
  text: string;
  probability: number;
  /** It is the one that stands in the reply. */
  isSaid: boolean;
}

const MOST = 5;

/** The one that stands in the reply is always among them. */
function likeliestOf(place: PlaceInReply, of: 'reference' | 'candidate'): Likely[] {
  const own = of === 'reference' ? place.referenceLogProbability : place.candidateLogProbability;
  const some = place[of].slice(0, MOST).map(({ text, logProbability }) => ({
    text,
    probability: Math.exp(logProbability),
    isSaid: text === place.token,
  }));
  if (some.some(({ isSaid }) => isSaid)) return some;
  return [...some, { text: place.token, probability: own === null ? 0 : Math.exp(own), isSaid: true }];
}

function TokenCell({ likely }: { likely: Likely | undefined }) {
  if (!likely) return <td />;
  const { text, probability, isSaid } = likely;
  return (
    <td style={{ '--chance': `${Math.min(100, probability * 100)}%` }}>
      <span class="likely">
        <bdi lang="ja">{isSaid ? <mark>{tokenText(text) || '∅'}</mark> : tokenText(text) || '∅'}</bdi>
        <span class="figure">{chance(probability)}</span>
      </span>
    </td>
  );
}
