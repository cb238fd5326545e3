/** What the viewer and its server say. */
export const view = {
  'read runs side by side in the browser, even while they are being played, and rate replies':
    'ブラウザーで実行を並べて読み、応答を評価する。実行中のものもそのまま読める',
  'what to begin with: runs (ids, folders, latest, latest~1) and models of theirs (ids or globs); default: the list of runs':
    '最初に開くもの。実行（ID、フォルダー、latest、latest~1）と、そのモデル（ID かワイルドカード）。既定値：実行の一覧',
  'port on 127.0.0.1': '127.0.0.1 のポート番号',
  'any that is free': '空いているもの',
  'open the browser': 'ブラウザーを開く',
  'your name, recorded with your ratings': '評価とともに記録する名前',
  'what you enter in the page': 'ページで入力した名前',
  'Ctrl-C ends it.': 'Ctrl-C で終了します。',
  'port {port} is in use': 'ポート {port} は使用中です',
  'Leave --port out, and a free one is taken.': '--port を省くと、空いているポートが使われます。',
  'port {port} cannot be used: {reason}': 'ポート {port} を使えません: {reason}',
  'a copy of {folder}': '{folder} の複製です',
  'name a run': '実行を指定してください',
  'there is no run {run}': '実行 {run} はありません',
  'run {run} cannot be read: {problem}': '実行 {run} は読み込めません: {problem}',
  'run {run} has no such reply': '実行 {run} にその応答はありません',
  'run {run}: conversations with missing lines, shown only up to the gap: {n} ({problem})':
    '実行 {run}: 途中の行が失われ、そこまでしか表示できない会話: {n} 件（{problem}）',
  'run {run}: lines of its journal that cannot be read and are left out: {n} ({problem})':
    '実行 {run}: 記録に読み込めない行があるため除外しました: {n} 行（{problem}）',
  'run {run}: its scores cannot be read and are left out ({problem})':
    '実行 {run}: 採点結果を読み込めないため除外しました（{problem}）',
  'run {run}: its ratings cannot be read and are left out ({problem})':
    '実行 {run}: 評価を読み込めないため除外しました（{problem}）',
  'samples are asked for as 1-20': 'samples は 1-20 の形で指定します',
  'not JSON': 'JSON ではありません',
} as const;
