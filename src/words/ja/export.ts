/** What exporting says. */
export const exporting = {
  // What has no place in a format
  'replies that failed or were interrupted': '失敗または中断した応答',
  'conversations without a reply': '応答が一つもない会話',
  'conversations that ended before their last turn': '最後のターンまで進まなかった会話',
  'that a reply was cut off at the token limit': '応答がトークン数の上限で切れたこと',
  'that a reply is a refusal': '応答が拒否であること',
  'the greeting': '最初の挨拶',
  'the persona': 'ペルソナ',
  'which model, scenario and sample it was': 'モデル、シナリオ、サンプルの別',
  'sampling settings and seeds': 'サンプリング設定とシード',
  'settings that have no name there, or differ between conversations': '対応する名前がないか、会話ごとに違う設定',
  seeds: 'シード',
  'what was said': '発言',
  'lorebook entries that came up during the chat': '話題になったときに伝えたロアブックの項目',
  'what the scenario expects of replies': 'シナリオが応答に求めること',
  'scenario {id} was written for another version: its persona is left out':
    'シナリオ {id} は別のバージョン用なので、ペルソナは書き出していません',
  'nothing to export': '書き出すものがありません',
  'tokens, times and costs': 'トークン数、時間、費用',
  'times and costs': '時間と費用',
  'prompts and their templates': 'プロンプトとそのテンプレート',
  'what checks found': '検査の結果',
  'what checks found in whole conversations': '会話全体についての検査の結果',
  ratings: '評価',
  'what the model was told, which a chat log does not say': 'モデルへの指示（会話のログからは分からない）',
  'control characters and characters that nobody sees': '制御文字と、目に見えない文字',
  'judgments, which the run does not have': 'ジャッジの判定（記録にない）',

  // The command
  '{what} ({n})': '{what}（{n}）',
  'several models, scenarios or settings are in one file; --model and --scenario choose':
    '複数のモデル、シナリオ、設定が一つのファイルに入っています。--model と --scenario で絞り込めます',
  '{format} makes several files': '{format} は複数のファイルになります',
  'Name a folder for them: --output FOLDER': 'フォルダーを指定してください: --output FOLDER',
  'nothing to export: no conversation has a reply': '書き出すものがありません。応答のある会話がありません',
  '{format} holds scores, and run {run} was not scored':
    '{format} は検査の結果のための形式ですが、実行 {run} は検査されていません',
  'Score it first: hitogara score {run}': '先に検査してください: hitogara score {run}',
  'exported {counts} · {folder}': '{counts}を書き出しました · {folder}',
  'is a part of a run, and is not replaced': '実行記録の一部なので、上書きしません',
  'already has something in it': '空ではありません',
  'Name a new folder, or an empty one.': '新しいフォルダーか、空のフォルダーを指定してください。',
  'that is a file; name a folder': 'それはファイルです。フォルダーを指定してください',
  'write the conversations of a past run, or what checks found in them, in the format of another program':
    '過去の実行の会話や検査の結果を、ほかのプログラムの形式で書き出す',
  'the format to write; docs/exporting.md says what each holds and what it leaves out':
    '書き出す形式。それぞれに何が入り、何が入らないかは docs/exporting.md にある',
  'the file to write; an earlier one is replaced. A new folder, for a format of several files':
    '書き込むファイル。前のファイルがあれば置き換える。複数のファイルになる形式では、新しいフォルダー',
  'standard output': '標準出力',
} as const;
