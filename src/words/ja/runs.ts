/** What is said of runs: planning, playing, resuming, and their records. */
export const runs = {
  // Planning
  '--parallel needs --mode fast: strict plays one conversation at a time':
    '--parallel には --mode fast が必要です。strict は会話を一つずつ行います',
  '--filter {filter} leaves nothing to play': '--filter {filter} に一致する会話がありません',
  'Give a glob over model/scenario, such as "*-q2_K/*".':
    '「モデル/シナリオ」に対するワイルドカードを指定してください。例: "*-q2_K/*"',
  '--on-overflow drop-oldest is not possible for "{model}"': '"{model}" では --on-overflow drop-oldest を使えません',
  'An API does not say how long a prompt is before it is sent. Drop the flag: a prompt that is too long then fails its conversation.':
    'API では、プロンプトの長さが送るまで分かりません。このオプションを外してください。長すぎるプロンプトの会話は失敗として記録されます。',
  'is missing: without it --max-cost cannot be enforced for the model "{model}"':
    'がありません。これがないと、モデル "{model}" に --max-cost を適用できません',
  'Add price: { input: …, output: …, date: … }, in US dollars per million tokens.':
    'price: { input: …, output: …, date: … } を追加してください。単位は 100 万トークンあたりの米ドルです。',
  'the format "{format}" has no place for a persona, and every scenario has one':
    '形式 "{format}" にはペルソナを入れる場所がありません。どのシナリオにもペルソナがあります',
  'Use another template. To see what this one renders: hitogara prompts render --prompt ID':
    '別のテンプレートを使ってください。このテンプレートの出力を見るには: hitogara prompts render --prompt ID',
  'thinking: {value} is not possible: the prompt template "{template}" has no switch for it':
    'thinking: {value} は指定できません。プロンプトテンプレート "{template}" に思考の切り替えがありません',
  'thinking: {value} is not possible: the prompt template "{template}" only knows {known}':
    'thinking: {value} は指定できません。プロンプトテンプレート "{template}" で使えるのは {known} だけです',
  'Leave it out. If the chat template inside the file has a switch by another name, set that with templateVariables.':
    '指定を外してください。ファイル内蔵のチャットテンプレートに別の名前の切り替えがあれば、templateVariables で設定できます。',
  'templateVariables: the prompt template "{template}" has no variable "{name}"':
    'templateVariables: プロンプトテンプレート "{template}" に変数 "{name}" はありません',
  'the prompt template "{template}" cannot begin with what the character says: {obstacle}':
    'プロンプトテンプレート "{template}" では、キャラクターの発言から会話を始められません。{obstacle}',
  'the API of the model "{model}" requires that the user speaks first':
    'モデル "{model}" の API では、ユーザーが先に話さなければなりません',
  'Leave greeting out and tell the persona how the conversation began, or play this scenario on models whose format has marks of its own for what the character says, such as chatml or llama3.':
    'greeting を外して、会話がどう始まったかをペルソナに書いてください。または、キャラクターの発言に専用の印が付く形式（chatml や llama3 など）のモデルで行ってください。',
  'it refuses a conversation that the character begins ({reason})': 'キャラクターから始まる会話を拒みます（{reason}）',
  'it has no room for anything but the last message': '最後の発言しか入らない形式です',
  'its persona belongs into a message of the user, and would be lost or come after the greeting':
    'ペルソナをユーザーの発言に入れる形式なので、ペルソナが失われるか、挨拶の後になってしまいます',
  'it marks what the character says only as the answer to a message of the user':
    'キャラクターの発言を、ユーザーの発言への応答としてしか表せない形式です',

  // Resuming
  'run {run} was started by hitogara {version}, which derived seeds differently, and cannot be resumed':
    '実行 {run} は hitogara {version} で始められたもので、シードの決め方が違うため再開できません',
  'Its records can still be read. Start a new run, or name another one with --resume RUN.':
    '記録は今も読めます。新しく実行するか、--resume RUN で別の実行を指定してください。',
  'the command for run {run}': '実行 {run} のコマンド',
  'the selection of run {run}': '実行 {run} の対象',
  'scenario {file}': 'シナリオ {file}',
  'model entry {file}': 'モデル定義 {file}',
  'template {file}': 'テンプレート {file}',
  '{what} has changed since this run was started:\n  {differences}':
    'この実行の開始時から変わっています: {what}\n  {differences}',
  'Restore it, or start a new run.': '元に戻すか、新しく実行してください。',
  '{name}: was {before}, is {now}': '{name}: 開始時は {before}、今は {now}',
  nothing: 'なし',
  'there is no run to resume in {folder}': '{folder} に再開できる実行がありません',

  // The self-test
  '"{model}" matches {models}; only one can be measured at a time':
    '"{model}" に一致するのは{models}です。一度に測定できるのは一つだけです',
  'the model "{model}" does not run on this machine, so it is unknown how its replies are computed':
    'モデル "{model}" はこのマシンで動いていないため、応答がどう計算されるか分かりません',
  'interrupted: nothing was measured': '中断しました。何も測定していません',

  // Records
  'not a turn': 'ターンの記録ではありません',
  'cannot be read: {reason}': '読み込めません: {reason}',
  'not a line of a journal: {reason}': 'ジャーナルの行ではありません: {reason}',
  'not a line of a journal': 'ジャーナルの行ではありません',
  'was changed after it was written, or belongs to another run': '書き込まれた後で変わっているか、別の実行の行です',
  'has no checksum, unlike a line before it': '前の行にはあるチェックサムがありません',
  '{model}/{scenario} #{sample}: {problem}': '{model}/{scenario} #{sample}: {problem}',
  'turn {turn} is missing before turn {next}': 'ターン {next} の前にターン {turn} がありません',
  'turn {turn} is missing before its end': '会話の終わりの前にターン {turn} がありません',
  'turn {turn} is there twice': 'ターン {turn} が二つあります',
  'turn {turn} comes after its end': '会話の終わりより後にターン {turn} があります',
  'turn {turn} is there, though its end counts fewer turns':
    '会話の終わりに記録されたターン数を超えるターン {turn} があります',
  'its end is there twice': '会話の終わりが二つあります',
  'holds {held} and {turns}; when the run ended, there were {all} and {allTurns}':
    '残っているのは{held}、{turns}です。実行の終了時には{all}、{allTurns}ありました',
  'this journal is damaged': 'このジャーナルは壊れています',
  'more damaged places: {n}': 'ほかに壊れている箇所: {n}',
  'Continue the run with --resume: what is missing is played again.':
    '--resume で再開すると、失われた部分の会話をもう一度行います。',
  'Import the chat log again.': 'チャットログをもう一度取り込んでください。',
  'what is missing from the journal or cannot be read is played again':
    'ジャーナルから失われた部分と読み込めない部分の会話は、もう一度行います',
  '{model}/{scenario} #{sample}, damaged in line {line} of the journal, is not part of this run':
    'ジャーナルの {line} 行目で壊れている {model}/{scenario} #{sample} は、この実行の会話ではありません',
  'has version {version}, but this program reads only versions {versions}':
    'はバージョン {version} の記録です。このプログラムが読めるのはバージョン {versions} だけです',
  'the results cannot be written: {reason}': '結果を書き込めません: {reason}',
  'cannot be read, though the journal beside it may be whole': '読めません。隣のジャーナルは無事かもしれません',
  'Delete it, and continue the run with --resume, which writes it anew.':
    'このファイルを削除してから --resume で続けてください。新しく書き直されます。',
  'Name a writable folder with --out DIR.': '書き込めるフォルダーを --out DIR で指定してください。',
  '{folder} is not a run folder: it has no {file}':
    '{folder} は実行の記録のフォルダーではありません。{file} がありません',
} as const;
