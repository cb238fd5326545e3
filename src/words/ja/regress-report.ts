/** How a check for regressions is told: verdicts, figures, places, what could have been found. */
export const regressReport = {
  // Verdicts
  regressed: '悪化',
  'no regression': '悪化なし',
  'cannot be decided': '判断できません',
  'cannot be compared': '比べられません',
  reference: '基準モデル',
  candidate: '候補',
  '{model} ({facts})': '{model}（{facts}）',
  'from a past run': '過去の実行',
  'from a baseline': '保存した基準',
  'not the same: {fields}': '条件が違います: {fields}',
  '{what} in {n} of {all} replies, in the reference {m} of {others}':
    '{what}: {all} 件中 {n} 件（基準モデルは {others} 件中 {m} 件）',
  '{metric} in {n} replies, in the reference {m}': '{metric} が {n} 件（基準モデルは {m} 件）',
  '{metric} is {difference} points ({low} to {high}), n {n}':
    '{metric} が {difference} ポイント（{low} ～ {high}、n = {n}）',
  '{metric}, the worst metric, is at most {upper} points (95 %, n {n}; accepted: less than {margin})':
    '最も悪い {metric} でも {upper} ポイント以下（95 %、n = {n}、許容は {margin} 未満）',
  '{metric} may be {upper} points (95 %, n {n}; accepted: less than {margin})':
    '{metric} が {upper} ポイントまで悪化している可能性があります（95 %、n = {n}、許容は {margin} 未満）',
  'the smallest file that passes: {model}': '悪化のない最小のファイル: {model}',
  'no candidate passes': '悪化なしと言える候補はありません',
  'how small a worsening could have been detected is not known': 'どの程度の悪化まで検出できたかは分かりません',
  'could have detected a worsening of {points} points with 80 % power':
    '{points} ポイントの悪化があれば、80 % の確率で検出できました',

  // Faults
  'longer than the persona allows': 'ペルソナの上限より長い',
  'not in the register of the persona': 'ペルソナの文体と違う',
  'out of character': 'キャラクターが崩れる',
  'parts of the prompt, or lines of others': 'プロンプトの一部や相手の発言が混ざる',
  'endless repetition': '延々と続く繰り返し',
  'another language or script': '別の言語や文字',
  'empty or cut off': '空、または途中で切れる',
  'an earlier reply again': '前の応答の繰り返し',
  'probabilities that are no numbers (NaN)': '数値にならない確率（NaN）',
  'nothing said': '空の応答',
  'leaked control tokens': '制御トークンの混入',
  'no end of its own': '自分では終わらない応答',
  'no kana left': '仮名のない応答',
  'unreadable characters': '壊れた文字',

  // The table
  'KL divergence\n(95 %)': 'KL ダイバージェンス\n（95 %）',
  'same top token\n(95 %)': '最有力トークンの\n一致（95 %）',
  'worst metric,\npoints (at most)': '最も悪い指標、\nポイント（上限）',
  'no more than rounding': '丸め誤差の範囲',
  slight: 'わずか',
  moderate: '中程度',
  strong: '大きい',
  'very strong': '非常に大きい',
  '{value} ({low}–{high})': '{value}（{low}–{high}）',
  'KL divergence in nats a token, on the replies of the reference; worst metric: difference in replies with the fault, and its upper bound (95 %)':
    'KL ダイバージェンスは、基準モデルの応答での 1 トークンあたりの値（ナット）。最も悪い指標は、問題のある応答の割合の差と、その上限（95 %）',
  'KL divergence from the reference, logarithmic; the line is the 95 % interval':
    '基準モデルからの KL ダイバージェンス（対数目盛、線は 95 % 信頼区間）',

  // One candidate
  '{field} differs: {reference} → {candidate}': '{field} が違います: {reference} → {candidate}',
  '{field} differs on purpose: {reference} → {candidate}': '{field} は意図して変更: {reference} → {candidate}',
  'the weights are those of the reference: this is how much it differs from itself':
    '重みは基準モデルと同じです。同じモデルどうしの差を測っています',
  'probabilities were not compared: {reason}': '確率は比べていません: {reason}',
  metric: '指標',
  finding: '判定',
  'reference → candidate': '基準 → 候補',
  'points (95 %)': 'ポイント（95 %）',
  'at most': '上限',
  worse: '悪化',
  'not worse': '悪化なし',
  unclear: '不明',
  '*: does not decide': '*: 判定には使わない',
  '{place}: {reply}': '{place}: {reply}',
  'where they differ most': '最も違う箇所',
  'KL divergence {value}': 'KL ダイバージェンス {value}',
  'infinite: the candidate rules out what the reference does not':
    '無限大（基準モデルにはあり得る続きが、候補では確率 0）',
  '{tokens} of {replies} in {scenarios}': '{scenarios}の{replies}、{tokens}',
  'KL divergence {figure} nats a token, {band} ({on})':
    'KL ダイバージェンス: 1 トークンあたり {figure} ナット、{band}（{on}）',
  'KL divergence: no interval can be given ({on})': 'KL ダイバージェンス: 信頼区間を出せません（{on}）',
  'a lower bound: the true divergence is at least this': 'これは下限です。実際の値はこれ以上です',
  'same top token {share}, n {n}': '最有力トークンの一致 {share}、n = {n}',
  'median {value} (n {n})': '中央値 {value}（n = {n}）',
  'log-likelihood {value} ({low} to {high})': '対数尤度の差 {value}（{low} ～ {high}）',
  'rounding {value}': '丸め誤差 {value}',
  '{n} × that of the 8-bit candidate': '8 ビットの候補の {n} 倍',
  'probability of a token from {loss} to {gain} points in 98 % of places':
    '98 % の箇所でトークンの確率の差は {loss} ～ {gain} ポイント',
  kana: '仮名',
  kanji: '漢字',
  'latin letters': '英字',
  'other characters': 'その他の文字',
  '{script} {value} ({low}–{high})': '{script} {value}（{low}–{high}）',
  'places where the candidate rules out what the reference does not: {n}, not in the mean':
    '基準モデルにはあり得る続きが候補では確率 0 の箇所: {n}（平均には含めていません）',
  'types of tensors: {types}': 'テンソルの型: {types}',
  'greedy replies: {n} of {all} are the same': '貪欲法の応答: {all} 件中 {n} 件が同じ',
  'the others part after {characters} (median of {n})': 'ほかは {characters}で分かれる（{n} 件の中央値）',
  'to decide, about {needed} pairs of replies would be needed; there are {n}':
    '判断には応答がおよそ {needed} 組必要です（今回は {n} 組）',
  'reference {model}': '基準モデル {model}',
  'preset {preset}': 'プリセット {preset}',
} as const;
