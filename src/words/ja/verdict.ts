/** Why two models were judged as they were. */
export const verdict = {
  'not all probabilities could be compared: {problem}': '一部の確率を比べられませんでした: {problem}',
  'it could not be played: {reason}': '会話を行えませんでした: {reason}',
  // Not comparable
  '{field} differs: {reference} for the reference, {candidate} for the candidate':
    '{field} が異なる（基準: {reference}、候補: {candidate}）',
  '{field} differs on purpose: {reference} for the reference, {candidate} for the candidate':
    '{field} は意図的に変えてある（基準: {reference}、候補: {candidate}）',

  // Regressed
  'the candidate is broken: {sentinel} in {events} of {n} replies, in {otherEvents} of {otherN} of the reference':
    '候補のモデルは壊れている: {sentinel} が {n} 件の応答のうち {events} 件（基準は {otherN} 件のうち {otherEvents} 件）',
  'the candidate is broken: the divergence is {value} nats a token (95 %: {low} to {high}), and both find the same token likeliest in only {top} % of places (95 %: {topLow} to {topHigh})':
    '候補のモデルは壊れている: ダイバージェンスはトークンあたり {value} nat（95 %: {low} ～ {high}）、最有力のトークンが基準と一致するのは {top} % の箇所だけ（95 %: {topLow} ～ {topHigh}）',
  '{metric} is worse by {points} points (95 %: {low} to {high}): {candidate} instead of {reference} of {pairs} replies, p = {p} after adjusting for {gates} metrics':
    '{metric} が {points} ポイント悪化した（95 %: {low} ～ {high}）。{pairs} 件の応答のうち {reference} 件から {candidate} 件へ。{gates} 個の指標で補正した p = {p}',
  'the divergence is {value} nats a token (95 %: {low} to {high}), above the limit of {limit}':
    'ダイバージェンスはトークンあたり {value} nat（95 %: {low} ～ {high}）で、上限の {limit} を超えている',
  'the divergence is infinite in {n} of {tokens} places, above the limit of {limit}':
    'ダイバージェンスが {tokens} 箇所のうち {n} 箇所で無限大になり、上限の {limit} を超えている',
  'both find the same token likeliest in {value} % of places (95 %: {low} to {high}), below the limit of {limit} %':
    '最有力のトークンが一致する箇所は {value} %（95 %: {low} ～ {high}）で、下限の {limit} % を下回っている',

  // Inconclusive
  'nothing was played by both': '両方のモデルで再生した会話がない',
  'scenarios compared: {n}; with fewer than {least}, no result can be told from chance':
    '比べたシナリオは {n} 件です。{least} 件未満では、どんな結果も偶然と区別できません',
  'no metric that decides could judge a reply': '判定に使う指標のうち、応答を評価できたものがない',
  '{metric} could be judged in too few scenarios to tell a change from chance: {pairs} pairs':
    '{metric} を評価できたシナリオが少なすぎ、変化を偶然と区別できない（{pairs} 組）',
  '{metric} may be worse by up to {upper} points, and less than {margin} would be accepted: about {needed} pairs would show it, there are {pairs}':
    '{metric} は最大 {upper} ポイント悪化している可能性がある（許容は {margin} ポイント未満）。示すには約 {needed} 組が必要で、今は {pairs} 組',
  '{metric} may be worse by up to {upper} points, and less than {margin} would be accepted: {points} were observed in {pairs} pairs':
    '{metric} は最大 {upper} ポイント悪化している可能性がある（許容は {margin} ポイント未満）。{pairs} 組で観測した悪化は {points} ポイント',
  '{metric}: how much worse it may be is not known': '{metric} がどこまで悪化しうるかは分からない',
  'whether the divergence is within the limit of {limit} is not known: {value} nats a token (95 %: {low} to {high})':
    'ダイバージェンスが上限の {limit} に収まるかは分からない。トークンあたり {value} nat（95 %: {low} ～ {high}）',
  'whether both find the same token likeliest in {limit} % of places is not known: {value} % (95 %: {low} to {high})':
    '最有力のトークンが {limit} % の箇所で一致するかは分からない。{value} %（95 %: {low} ～ {high}）',
  'there is a limit for the probabilities, but they were not compared': '確率に関する制限があるが、確率は比べていない',
  'the probabilities were not compared': '確率は比べていない',
  'replies without a counterpart: {n}; too much is not known':
    '比べる相手のない応答が {n} 件あり、分からないことが多すぎます',

  // Pass
  'every metric that decides is shown to be worse by less than {margin} points: at most by {upper}, in {metric}':
    '判定に使う指標はすべて、悪化が {margin} ポイント未満だと示された。最大でも {upper} ポイント（{metric}）',
  'the divergence is within the limit of {limit}: {value} nats a token (95 %: {low} to {high})':
    'ダイバージェンスは上限の {limit} に収まっている。トークンあたり {value} nat（95 %: {low} ～ {high}）',
  'both find the same token likeliest in {value} % of places (95 %: {low} to {high}), within the limit of {limit} %':
    '最有力のトークンが一致する箇所は {value} %（95 %: {low} ～ {high}）で、下限の {limit} % を満たしている',

  // Whatever the verdict
  'only what the models said was compared, not their probabilities: {problem}':
    '比べたのはモデルの応答だけで、確率は比べていない: {problem}',
  'the divergence is at least this: only the likeliest tokens of the reference are known':
    'ダイバージェンスは少なくともこの値。基準のモデルは最有力のトークンしか分からない',
  '{metric} decides nothing: it could judge no reply': '{metric} は判定に関わらない。評価できる応答がなかった',
  'replies without a counterpart, which are in no figure: {n}':
    '比べる相手がなく、どの数値にも入っていない応答: {n} 件',
  'a worsening of {points} points could have been detected with 80 % power':
    '{points} ポイントの悪化なら、80 % の検出力で見つけられた',
} as const;
