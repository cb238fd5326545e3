/** The page's view of a check for regressions; most of its words are those of the printed forms. */
export const pageRegression = {
  Regression: '悪化の検査',
  'check for regressions, or replies': '悪化の検査と会話を切り替える',
  'None of these runs was checked for regressions.': '悪化の検査をした実行はありません。',
  'run {run}: its check for regressions cannot be read and is left out ({problem})':
    '実行 {run}: 悪化の検査を読み込めないため、表示していません（{problem}）',
  'the check for regressions cannot be read: {reason}': '悪化の検査を読み込めません: {reason}',
  Verdicts: '判定の一覧',
  'All models': 'すべてのモデル',
  'the smallest file that passes': '悪化のない最小のファイル',
  'the reference beside itself, token by token as it was generated: what is below this is rounding':
    '基準モデルの応答を、生成時と同じく 1 トークンずつ計算し直したときの差。これより小さい差は丸め誤差です',

  // One candidate
  Metrics: '指標',
  'picture of the difference': '差の図',
  'Dot and line: the difference in points with its 95 % interval. Bar: at most so much worse. Dashed line: the margin, {margin} points.':
    '点と線は差（ポイント）と 95 % 信頼区間、縦棒は悪化の上限、破線は許容幅（{margin} ポイント）。',
  'Signs of a broken model': '壊れたモデルの兆候',
  'replies with it': '兆候のある応答',
  broken: '壊れている',
  'not a sign of it': '兆候なし',
  Probabilities: '確率',
  'KL divergence by turn': 'ターンごとの KL ダイバージェンス',
  'KL divergence by script of the token': '文字の種類ごとの KL ダイバージェンス',
  'Where they differ most': '最も違う箇所',
  'Greedy replies': '貪欲法の応答',
  Conditions: '条件',
  condition: '条件',
  differs: '違う',
  'differs on purpose': '意図して変更',
  'the same for both: {n}': '両方で同じ条件: {n} 件',
  'no condition was compared': '条件は比べていません',
  'Tensor types': 'テンソルの型',
  '{n} tensor': 'テンソル {n} 個',
  '{n} tensors': 'テンソル {n} 個',
} as const;
