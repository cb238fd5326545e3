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
  '{metric}, the worst metric: at most {upper} points (95 %, n {n}; the margin is {margin})':
    '最も悪い {metric} でも最大 {upper} ポイント（95 %、n = {n}、許容幅は {margin}）',
  '{metric} may be up to {upper} points worse (95 %, n {n}; the margin is {margin})':
    '{metric} は最大 {upper} ポイント悪化している可能性があります（95 %、n = {n}、許容幅は {margin}）',
  'its probabilities have moved: KL divergence {value}, {band}':
    'ただし確率は動いています（KL ダイバージェンス {value}、{band}）',
  '{value} (≤ {upper})': '{value}（≤ {upper}）',
  'by its replies alone': '応答だけで判定',
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
  'got worse': '悪化',
  'not worse': '悪化なし',
  unclear: '不明',
  '*: does not decide': '*: 判定には使わない',
  '{place}: {reply}': '{place}: {reply}',
  'where they differ most': '最も違う箇所',
  'KL divergence {value}': 'KL ダイバージェンス {value}',
  'impossible for the candidate': '候補では確率 0',
  '{tokens} of {replies} in {scenarios}': '{scenarios}の{replies}、{tokens}',
  'KL divergence': 'KL ダイバージェンス',
  '{figure} nats a token, {band}': '{figure}、{band}',
  'no interval can be given': '信頼区間を出せません',
  'a lower bound: the true divergence is at least this': 'これは下限です。実際の値はこれ以上です',
  '{n} places that the candidate makes impossible, not in the mean':
    '候補では確率 0 になる箇所: {n}（平均には含めていません）',
  'median {value}': '中央値 {value}',
  'rounding alone {value}': '丸め誤差 {value}',
  '{n} × that of the 8-bit candidate': '8 ビットの候補の {n} 倍',
  'same top token': '最有力トークンの一致',
  'log-likelihood': '対数尤度の差',
  probability: '確率の差',
  '{loss} to {gain} points in 98 % of places (n {n})': '98 % の箇所で {loss} ～ {gain} ポイント（n = {n}）',
  'greedy replies': '貪欲法の応答',
  tensors: 'テンソルの型',
  power: '検出力',
  kana: '仮名',
  kanji: '漢字',
  'latin letters': '英字',
  'other characters': 'その他の文字',
  '{script} {value} ({low}–{high})': '{script} {value}（{low}–{high}）',
  '{n} of {all} are the same': '{all} 件中 {n} 件が同じ',
  'the others part after {characters} (median of {n})': 'ほかは先頭から {characters}で分かれる（{n} 件の中央値）',
  'to decide, about {needed} pairs of replies would be needed; there are {n}':
    '判断には応答がおよそ {needed} 組必要です（今回は {n} 組）',
  'reference {model}': '基準モデル {model}',
  // Markdown
  size: 'サイズ',
  'worst metric': '最も悪い指標',
  evidence: '根拠',
  'where greedy replies part': '貪欲法の応答が分かれる箇所',
  'KL divergence {figure} nats a token': 'KL ダイバージェンスは 1 トークンあたり {figure}ナット',
  'Regression check against {reference}': '悪化の検査: 基準モデルは {reference}',
  '{replies} of each model': '各モデルの{replies}',
  'KL divergence over {tokens}': 'KL ダイバージェンスは {tokens}で測定',
  'Measured by {program} against {reference}, preset {preset}: {played}.':
    '{program} で測定。基準モデルは {reference}、プリセットは {preset}、{played}。',
  'KL divergence: nats a token on the replies of the reference, ± half a 95 % interval. Same top token: 95 % interval. Worst metric: difference in points of replies with the fault, 95 % interval. The unit of all intervals is the scenario.':
    'KL ダイバージェンスは基準モデルの応答での 1 トークンあたりの値（ナット）で、± は 95 % 信頼区間の幅の半分。最有力トークンの一致は 95 % 信頼区間付き。最も悪い指標は問題のある応答の割合の差（ポイント、95 % 信頼区間）。信頼区間の単位はすべてシナリオ。',
  '≥: a lower bound, by the likeliest tokens of the reference.': '≥ は下限（基準モデルの上位トークンによる）。',
  'nothing was played by both models': '両方のモデルで行った会話がありません',

  // Before a run
  '{scenarios} × {turns} × {samples}: {n} of each model': '{scenarios} × {turns} × {samples}: 各モデル {n} 件',
  'at most {tokens} of the reference are scored': '基準モデルの応答のうち最大 {tokens}を測定',
  'about {time}': '約 {time}',
  'can find': '検出できるもの',
  'cannot show': '示せないもの',
  'on disk': 'ディスク',
  'broken models; how small a worsening is not known beforehand':
    '壊れたモデル。どの程度の悪化まで分かるかは事前には不明',
  'broken models, and a worsening of {points} points with 80 % power':
    '壊れたモデルと、{points} ポイントの悪化（検出力 80 %）',
  'that nothing is worse (at least {n} scenarios are needed)': '悪化がないこと（シナリオが {n} 件以上必要）',
  'that nothing is worse (too few replies)': '悪化がないこと（応答が足りない）',

  // Baselines
  'there is no baseline': '保存した基準はありません',
  'made on': '作成日時',
  probabilities: '確率',
  'of {tokens}: divergence can be measured, as a lower bound': '{tokens}分。ダイバージェンスの下限を測れます',
  'none: only replies are compared': 'なし。応答だけを比べます',
  'tokens –: without probabilities; only replies are compared': 'トークン –: 確率なし。応答だけを比べます',
  'the two baselines are the same': '二つの基準は同じです',
  'preset {preset}': 'プリセット {preset}',
} as const;
