/** What importing transcripts says. */
export const importing = {
  // The command
  'note: {note}': '注記: {note}',
  'line {line} not placed: {text}': '{line} 行目は発言に含めていません: {text}',
  'lines not placed besides these: {n}': 'ほかに発言に含めていない行: {n}',
  'imported {counts} · {folder}': '{counts}を取り込みました · {folder}',
  'expected two names with a comma between them': 'コンマで区切った二つの名前が必要です',
  '--model {name}: {problem}': '--model {name}: {problem}',
  '--scenario {selector} names {scenarios}, but a chat log belongs to one':
    '--scenario {selector} は{scenarios}に一致しますが、会話のログに指定できるシナリオは一つだけです',

  // Of the whole file
  'is empty': '中身がありません',
  'is not JSON: it breaks in this line': 'JSON ではありません。この行が壊れています',
  'has nothing that --as {format} could read': '--as {format} で読めるものがありません',
  'A chat as plain text is read by --as text.': 'プレーンテキストの会話は --as text で読めます。',
  'Expected messages with "role" and "content": an array, or one a line.':
    '"role" と "content" のあるメッセージの配列か、一行に一つのメッセージが必要です。',
  'Expected "conversations" of messages with "from" and "value".':
    '"from" と "value" のあるメッセージが並ぶ "conversations" が必要です。',
  'Expected one message a line, with "name", "is_user" and "mes".':
    '"name"、"is_user"、"mes" のあるメッセージが一行に一つずつ必要です。',
  'nobody in it is called {names}': '{names} という名前の話者はいません',
  'Names in the file: {names}': 'ファイルにある名前: {names}',
  'It looks like a file for --as {format}.': '--as {format} のファイルのようです。',
  'nobody says anything in it': '誰の発言もありません',
  'only the user speaks in it: there is no reply': 'ユーザーの発言しかなく、応答がありません',
  'only the character speaks in it: there is no user line': 'キャラクターの発言しかなく、ユーザーの発言がありません',
  'is not a transcript: no line begins with a name that is known, and no other name comes twice':
    '会話のログではありません。行の先頭に知られている名前がなく、二度出てくる名前もありません',
  'only one speaker was found: "{name}"': '話者が一人（「{name}」）しか見つかりません',
  'who is the user, and who is the character? Names found: {names}':
    'どれがユーザーで、どれがキャラクターか分かりません。見つかった名前: {names}',
  'Name both speakers as they are written in the file: --roles "USER,ASSISTANT"':
    '二人の話者を、ファイルに書かれているとおりに指定してください: --roles "USER,ASSISTANT"',
  'no line begins with {names}': '{names} で始まる行がありません',
  '"{user}" and "{assistant}" are not named in the same way': '「{user}」と「{assistant}」の書き方がそろっていません',
  '--roles takes the names as they are written in the file.':
    '--roles には、ファイルに書かれているとおりの名前を指定してください。',
  'several characters speak in it: {names}': '複数のキャラクターが発言しています: {names}',
  'Name the two whose chat it is: --roles "{user},{assistant}"':
    'どの二人の会話かを指定してください: --roles "{user},{assistant}"',

  // How it was read
  '"{name}" was taken to be the user, as the only other speaker':
    '残る話者は「{name}」だけなので、ユーザーとみなしました',
  '"{name}" was taken to be the character, as the only other speaker':
    '残る話者は「{name}」だけなので、キャラクターとみなしました',
  'neither name is known: "{user}", who speaks first, was taken to be the user, and "{assistant}" the character. --roles settles it.':
    'どちらの名前からも役割が分からないため、先に発言した「{user}」をユーザー、「{assistant}」をキャラクターとみなしました。--roles で確実に指定できます。',
  'taken as part of what is said, though they look like speakers: line {lines}':
    '話者の名前のように見えるものの、発言の一部とみなした行: {lines}',
  'lines from which control characters were left out: {n}': '制御文字を除いた行: {n}',
  'line {line}: parts that are not text, left out: {parts}': '{line} 行目: テキストでない部分 {parts} 件を除きました',
  'line {line}: the chosen swipe differs from the message, and was taken':
    '{line} 行目: 選ばれたスワイプがメッセージと違うため、スワイプのほうを採りました',

  // How it differs from the scenario
  'user lines that the scenario does not have: {n} of {all}': 'シナリオにないユーザーの発言: {all} 件のうち {n} 件',
  'the model was told something else than the persona of the scenario':
    'モデルへの指示が、シナリオのペルソナと違います',
  'the greeting is not that of the scenario': '最初の挨拶がシナリオと違います',
  'the greeting of the scenario is missing': 'シナリオにある最初の挨拶がありません',

  // Warnings of turns
  'no user line comes before this reply': 'この応答の前にユーザーの発言がありません',
  'the user line is empty': 'ユーザーの発言が空です',
  'user lines in a row, taken as one: {n}': '連続するユーザーの発言 {n} 件を、一つにまとめました',
  'the scenario has no such user line': 'シナリオにこのユーザーの発言はありません',

  // Imported runs
  contents: '内容',
  'chat log': '会話のログ',
  '{file} ({format})': '{file}（{format}）',
  imported: '取り込み済み',
  'cut off: the import did not end; import the chat log again':
    '途中で終わっています。取り込みが完了していないため、もう一度取り込んでください',
  'lines not placed': '発言に含めていない行',
  'replies from a chat log ({format})': '会話のログの応答（{format}）',
  'seed and sampling settings unknown': 'シードとサンプリング設定は不明',
  'run {run} was imported from {file} and cannot be resumed':
    '実行 {run} は {file} から取り込んだものなので、再開できません',
} as const;
