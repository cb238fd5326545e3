/** What is said of HTML reports. */
export const htmlReports = {
  'put models beside each other in one HTML file that opens without a network':
    'モデルを並べた HTML ファイルを 1 つ作る。ネットワークなしで開ける',
  'where the report goes; an earlier report there is replaced': 'レポートの出力先。前のレポートがあれば置き換える',
  'open it in a browser': 'ブラウザーで開いてください',
  '{megabytes} MB': '{megabytes} MB',
  'the report would be {megabytes} MB, too large for one page':
    'レポートが {megabytes} MB になり、1 ページには大きすぎます',
  'Name fewer models or scenarios with --model and --scenario, or use hitogara view, which loads what is looked at.':
    '--model と --scenario で対象を減らすか、見る分だけを読み込む hitogara view を使ってください。',
  'already exists, and is not a report made by this program':
    '同じ名前のファイルがすでにあり、このプログラムのレポートではありません',
  'Name another file with -o, or move this one away.':
    '-o で別のファイル名を指定するか、そのファイルを移動してください。',
} as const;
