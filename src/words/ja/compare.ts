/** What `compare` and its printed forms say. */
export const compare = {
  // The command
  'put runs and models beside each other, turn by turn, with their figures and what differs from a baseline':
    '実行やモデルをターンごとに並べて比べる。数値と、基準との違いも示す',
  "runs' ids, paths of their folders, latest, or latest~1; and models of these runs: ids or globs (default: latest)":
    '実行の ID、そのフォルダーのパス、latest、latest~1。その実行のモデルの ID かワイルドカードも指定できる（既定値：latest）',
  'text; markdown, for a wiki; html-fragment, for a blog; csv, one row for each reply':
    'text、markdown（ウィキ用）、html-fragment（ブログ用）、csv（応答ごとに 1 行）',
  'only these turns, such as 3 or 3-5': 'このターンだけ（例: 3、3-5）',
  'leave out the turns in which every column says the same': 'すべての列の応答が同じターンを省く',
  'what the others are compared with: a model, a run or the name of a column':
    '比較の基準にするもの。モデル、実行、または列の名前',
  'the first column': '最初の列',
  'mark what replies say differently from the baseline, in text and html-fragment':
    '応答が基準と違う箇所に印を付ける（text と html-fragment）',
  'word on a terminal, otherwise none': '端末では word、それ以外は none',
  'only the figures, no conversations': '数値だけ。会話は表示しない',
  'do not page through what is longer than the terminal': '端末より長くてもページャーを使わない',
  'expected a turn, such as 3, or turns, such as 3-5': '3 のようなターン番号か、3-5 のような範囲を指定してください',
  'the comparison as one JSON object on stdout (schemas/comparison.schema.json describes it), everything else on stderr':
    '比較を一つの JSON オブジェクトとして標準出力に出す（形式は schemas/comparison.schema.json）。ほかの表示は標準エラー出力へ',
  '--json and --format cannot be used together': '--json と --format は同時に使えません',
  '--difference is for text and html-fragment': '--difference を使えるのは text と html-fragment だけです',
  'csv has one row for each reply; --summary leaves none': 'csv は応答ごとに 1 行です。--summary では何も残りません',

  // Figures and differences
  '{n} column': '{n} 列',
  '{n} columns': '{n} 列',
  'side by side: {what}': '比較: {what}',
  'Side by side: {what}': '比較: {what}',
  type: '型',
  cost: '費用',
  'rating 1–5\n(95 %)': '評価 1～5\n（95 %）',
  rating: '評価',
  'replies with a fault': '問題のある応答',
  'tokens/s': 'トークン/秒',
  'first token': '最初のトークンまで',
  'characters of a reply': '応答の文字数',
  'compared with {baseline}': '{baseline} との比較',
  'Compared with {baseline}': '{baseline} との比較',
  '{value} (n {n})': '{value}（n = {n}）',
  '{value} ({low} to {high})': '{value}（{low} ～ {high}）',
  'n {n}': 'n = {n}',
  '{n} points': '{n} ポイント',
  more: '多い',
  fewer: '少ない',
  less: '少ない',
  higher: '高い',
  lower: '低い',
  faster: '速い',
  slower: '遅い',
  later: '遅い',
  sooner: '早い',
  longer: '長い',
  shorter: '短い',
  larger: '大きい',
  smaller: '小さい',
  'the same': '同じ',
  'not told apart': '差は確認できない',
  '95 % intervals by sample, on the turns that both played; “not told apart”: the interval holds “no change”':
    'サンプル単位の 95 % 信頼区間。両方に応答があるターンで比較。「差は確認できない」は、区間に「差がない」が含まれること',
  '95 % intervals by scenario, on the turns that both played; “not told apart”: the interval holds “no change”':
    'シナリオ単位の 95 % 信頼区間。両方に応答があるターンで比較。「差は確認できない」は、区間に「差がない」が含まれること',
  'if nothing differed, about {k} of {n} such intervals would leave out “no change”':
    '実際には何の差もなくても、こうした区間 {n} 個のうち約 {k} 個は「差がない」を含まなくなります',
  'preferred by people (n {n}): {a} {first}, {b} {second}, neither {ties}, both bad {bad}':
    '人が選んだほう（n = {n}）: {a} {first}、{b} {second}、同じくらい {ties}、どちらも悪い {bad}',
  'thumbs up {up}, down {down}': '良い {up}、悪い {down}',
  'thumb up': '良い',
  'thumb down': '悪い',
  '{model} could not play: {reason}': '{model} を使えませんでした: {reason}',
  '{n} parameters': 'パラメーター数 {n}',

  // What a column is
  link: 'リンク',
  notes: 'メモ',
  digest: 'ハッシュ',
  engine: 'エンジン',
  quality: '品質',
  scenarios: 'シナリオ',
  'settings and speed': '設定と速度',
  'prompt template': 'プロンプトテンプレート',
  'sampling as asked for': 'サンプリング設定（指定）',
  'sampling as used': 'サンプリング設定（実際）',
  'other settings in other scenarios': 'ほかのシナリオでは別の設定',
  'median tokens/s': 'トークン/秒の中央値',
  'median first token': '最初のトークンまでの中央値',
  'nothing was played': '会話が行われていません',
  'rating {rating}': '評価 {rating}',
  'nobody rated it': '人による評価なし',
  'not scored': '未採点',
  'replies with a fault: {rate}': '問題のある応答: {rate}',
  '{check}: {rate}': '{check}: {rate}',
  '{n} more only as a warning': 'ほかに警告のみ {n} 件',

  // Replies
  '{baseline}: the baseline; = {baseline}: says the same; below each reply: tokens, tokens/s, time to first token':
    '{baseline} は比較の基準、= {baseline} は基準と同じ。応答の下は、トークン数、トークン/秒、最初のトークンまでの時間',
  'marked: what a reply adds to {baseline}, and what it lacks, where at least half is the same':
    '半分以上が同じ応答では、{baseline} にない言葉とある言葉に印を付けます',
  '{removed}: only {baseline} says this; {added}: only this reply does; where at least half is the same':
    '半分以上が同じ応答では、{baseline} だけの言葉を {removed}、この応答だけの言葉を {added} で示します',
  '{n} of {all} columns fit side by side; the others follow below':
    '横に並ぶのは {all} 列のうち {n} 列。残りは下に続きます',
  'not in the run of: {columns}': '次の列の実行にはありません: {columns}',
  'not the same question in all runs': '実行によって質問が異なります',
  'the columns were told different things': '列によってユーザーの発言が異なります',
  'there is no turn to show': '表示するターンがありません',
  '(no text)': '（本文なし）',
  '({n} more characters)': '（残り {n} 文字）',
  'thought: {characters}': '思考 {characters}',
  'the run does not have this scenario': 'この実行にこのシナリオはありません',
  'the model could not play': 'モデルを使えませんでした',
  'not played yet': 'まだ行われていません',
  'being played': '実行中',
  'the conversation is shorter': '会話がここまで続いていません',
  '{state} after {turns}': '{turns}で{state}',
  'only turn {turn} is shown; the figures are about all': 'ターン {turn} だけを表示。数値は全ターンのもの',
  'only turns {from} to {to} are shown; the figures are about all':
    'ターン {from} ～ {to} だけを表示。数値は全ターンのもの',
  'left out, because every column says the same: {turns}': 'すべての列の応答が同じため省略: {turns}',
} as const;
