/** What importing character cards says. */
export const cards = {
  // The command
  'read as --as {format}': '--as {format} として読みました',
  'a character card is not a chat; it becomes a scenario: --to scenario':
    'キャラクターカードは会話ではないため、シナリオとして取り込みます。--to scenario を指定してください',
  'a chat becomes a run of a scenario and a model: --scenario and --model are missing':
    '会話の取り込みには、シナリオとモデルの名前が必要です。--scenario と --model を指定してください',
  'For example: --scenario anime-fan --model gpt-4. The model may have any name.':
    '例: --scenario anime-fan --model gpt-4。モデルの名前は自由です。',
  '{flag} is for scenarios, and this becomes a run; add --to scenario':
    '{flag} はシナリオ用ですが、このファイルは実行記録になります。--to scenario を付けてください',
  '{flag} is for runs, and this becomes a scenario': '{flag} は実行記録用ですが、このファイルはシナリオになります',
  '{flag} has no meaning for presets': '{flag} はプリセットには使えません',
  '{flag} has no meaning for character cards': '{flag} はキャラクターカードには使えません',
  '{flag} is for chats, and there is none here': '{flag} は会話用ですが、会話のファイルがありません',
  '{flag} is for character cards, and there is none here':
    '{flag} はキャラクターカード用ですが、カードのファイルがありません',
  '--turns and --turns-of exclude each other': '--turns と --turns-of は同時に指定できません',
  'that is {scenarios}; name a folder for them': '{scenarios}になります。書き込むフォルダーを指定してください',
  'For example: --output scenarios/': '例: --output scenarios/',
  'what the user says is still missing: fill in turns, or use --turns-of anime-fan':
    'ユーザーの発言がまだありません。turns に書くか、--turns-of anime-fan のように指定してください',
  'is there already, and is not replaced': 'すでにあるため、上書きしません',
  'Delete it, or name another with --output.': '削除するか、--output で別の名前を指定してください。',
  'has {n} greetings, and at most {most} become scenarios at once; --greeting 2 imports one':
    '挨拶が {n} 個あります。一度にシナリオにできるのは {most} 個までです。--greeting 2 のように一つずつ取り込んでください',
  'would be a larger scenario than can be read: its lorebook has too many entries or keys':
    '読み込めないほど大きなシナリオになります。ロアブックの項目かキーワードが多すぎます',
  'has no greeting {wanted}; the last one is {n}': '{wanted} 番目の挨拶はありません。挨拶は {n} 番目までです',
  'other greetings of the card: {n}; --greeting 2, or --greeting all, imports them':
    'カードにはほかに挨拶が {n} 個あります。--greeting 2 や --greeting all で取り込めます',
  'Imported from {file}': '取り込み元: {file}',
  'would have the same id "{id}" as {file}; import them one by one':
    '{file} と同じ ID（{id}）になります。一つずつ取り込んでください',
  '--turns-of is for character cards, and no scenario here is one':
    '--turns-of はキャラクターカード用ですが、指定されたシナリオにカードはありません',
  'A scenario has user lines of its own. A card is named by its path: --scenario ./mina.png':
    'シナリオには、はじめからユーザーの発言があります。カードはパスで指定します: --scenario ./mina.png',
  'is a character card, which does not say what the user says':
    'キャラクターカードです。カードにはユーザーの発言がありません',
  'eval takes the user lines of a scenario, or of a text file with one line per turn: --turns-of anime-fan. For everything else, make a scenario out of it: {command}':
    'eval では、シナリオの ID か、一行に一つの発言を書いたテキストファイルを指定できます: --turns-of anime-fan。ほかのコマンドでは、まずシナリオにしてください: {command}',
  'Write one user line per line.': '一行に一つ、ユーザーの発言を書いてください。',

  'What the user says, one line per turn:': 'ユーザーの発言（一行に一つ）:',
  'The card, for hitogara export --format card': '元のカード（hitogara export --format card 用）',

  // The card
  'the card in it has more than {n} MB, which is the most that is read':
    '中のカードが、読み込める上限の {n} MB を超えています',
  'is a picture without a character card': 'キャラクターカードの入っていない画像です',
  'Get the original: programs that shrink or convert pictures throw the card away.':
    '元の画像を使ってください。画像を縮小・変換するとカードは失われます。',
  'is a damaged picture: what is at byte {at} is not a PNG chunk':
    '画像が壊れています。{at} バイト目が PNG のチャンクではありません',
  'Get the card again: programs that shrink or convert pictures destroy it.':
    'カードを入手し直してください。画像を縮小・変換するとカードは壊れます。',
  'the text at byte {at} has more than {n} MB, which is the most that is read':
    '{at} バイト目のテキストが、読み込める上限の {n} MB を超えています',
  'is an archive that cannot be read': 'アーカイブを読み込めません',
  'is an archive without card.json, or with one of more than {n} MB':
    'アーカイブに card.json がないか、{n} MB を超えています',
  'is not JSON': 'JSON ではありません',
  'is nested more than {n} levels deep, which no card is':
    '入れ子が {n} 段を超えています。カードではありえない深さです',
  'is not a character card: it has neither a name nor a description':
    'キャラクターカードではありません。名前も説明もありません',
  'A chat is read by: hitogara import {file}': '会話は次のように取り込みます: hitogara import {file}',

  // What became of it
  'the card has no system prompt; the instruction begins with: {text}':
    'カードにシステムプロンプトがないので、指示の先頭に次の文を加えました: {text}',
  'what other programs put after the chat (post_history_instructions) is at the end of the instruction':
    'ほかのソフトが会話の後に送る指示（post_history_instructions）は、指示の末尾に入れました',
  'macros that stay as they are: {names}': 'そのまま残したマクロ: {names}',
  'lorebook entries that are turned off, left out: {n}': '無効になっているため除いたロアブックの項目: {n}',
  'lorebook entries whose keys cannot be used here, left out: {names}':
    'ここでは使えないキーがあるため除いたロアブックの項目: {names}',
  'lorebook entries that come up by chance elsewhere, and always here: {n}':
    'ほかのソフトでは確率に従って使われ、ここでは必ず使われるロアブックの項目: {n}',
  'lorebook entries do not bring up others here (recursive_scanning)':
    'ここでは、ロアブックの項目の文から別の項目が呼び出されることはありません（recursive_scanning）',
  'the card is too large to be kept: what only other programs know is lost':
    'カードが大きいため、元の内容は保存しません。ほかのソフトだけが使う項目は失われます',
  'the scenario differs from the card that it was made from: the instruction is in system_prompt':
    'シナリオが元のカードと異なるため、指示は system_prompt に入れました',
  'the lorebook has no limit here (token_budget)': 'ここでは、ロアブックの長さに上限はありません（token_budget）',
} as const;
