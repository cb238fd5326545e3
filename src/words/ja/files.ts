/** What is said of the files that people write, of the settings in them, and of what was typed. */
export const files = {
  // Names
  'Did you mean {names}?': 'もしかして {names} ですか？',
  'There are none.': '一つもありません。',
  'Known: {names}.': '使えるのは {names} です。',
  'Known: {names} and {n} more.': '使えるのは {names} と、ほか {n} 件です。',
  '{names} or {last}': '{names}、{last}',

  // What the system refuses
  'the system refused: {reason}': 'システムに拒否されました: {reason}',
  'Allow more open files (ulimit -n).': '開けるファイルの数を増やしてください（ulimit -n）。',
  'Close other programs: the machine cannot open more files.':
    'ほかのプログラムを終了してください。このマシンではこれ以上ファイルを開けません。',
  'Free some space.': '空き容量を増やしてください。',
  'See whether the permissions of the folder, a virus scanner or a program that synchronises it (such as OneDrive) are in the way.':
    'フォルダーの権限、ウイルス対策ソフト、フォルダーを同期するソフト（OneDrive など）が妨げていないか確かめてください。',
  'a name must not be empty': '名前が空です',
  'not every system allows each of these characters in the name of a file':
    'システムによってはファイル名に使えない文字が含まれています',
  'the name of a file must not begin or end with a dot or a space':
    'ファイル名の最初と最後に、ピリオドや空白は使えません',
  'Windows keeps this name for a device': 'Windows がデバイスに使っている名前です',
  'too long for the name of a file: at most 200 bytes, of which most Japanese characters take 3':
    'ファイル名としては長すぎます。200 バイトまでです（日本語の文字はたいてい 1 文字 3 バイト）',
  'is damaged, or was changed after the run had written it': '壊れているか、実行が書き込んだあとで変更されています',
  'Put back what was there. For other settings, start a new run.':
    '元の内容に戻してください。設定を変えるには、新しく実行してください。',
  'Name a writable folder.': '書き込めるフォルダーを指定してください。',
  'Check that the disk or the terminal is still connected.': 'ディスクや端末が切断されていないか確かめてください。',
  'Close other programs: the machine has no memory left.':
    'ほかのプログラムを終了してください。このマシンのメモリが足りません。',
  'the output cannot be written: {reason}': '出力を書き込めません: {reason}',
  'Free some space, or send the output elsewhere. What was recorded is intact.':
    '空き容量を増やすか、出力先を変えてください。記録済みのものは無事です。',

  // What a schema refuses
  'unknown key "{key}"': '不明なキー "{key}" があります',
  'is not an allowed value': '使えない値です',
  'Allowed: {values}.': '使える値: {values}',
  'expected {what}': '{what} が必要です',
  'is missing (expected {what})': 'がありません（{what} が必要です）',

  // A YAML file as a whole
  'is larger than {n} MB, which is the most that is read': '大きすぎます。読めるのは {n} MB までです',
  'is larger than {n} characters': '{n} 文字を超えています',
  'has too many keys and values': 'キーと値が多すぎます',
  'At most about {n} are allowed. Divide the file.': '使えるのは約 {n} 個までです。ファイルを分けてください。',
  'has more than {n} lines': '{n} 行を超えています',
  'the tag {tag} means nothing here': 'タグ {tag} はここでは意味がありません',
  'Leave it out. A text that begins with ! needs quotation marks.':
    '削除してください。! で始まる文章は引用符で囲んでください。',
  'Leave it out.': '削除してください。',
  'contains the character {code}, which does not belong in a text': '文章に使えない文字 {code} が含まれています',
  'has more than {n} anchors': 'アンカーが {n} 個を超えています',
  'has more than {n} tags': 'タグが {n} 個を超えています',
  'blocks are nested more than {n} deep': 'ブロックの入れ子が {n} 段を超えています',
  'is nested too deeply': '入れ子が深すぎます',
  'the alias *{name} has no anchor': 'エイリアス *{name} に対応するアンカーがありません',
  'A text that begins with * needs quotation marks.': '* で始まる文章は引用符で囲んでください。',
  'has too many aliases: expanding them would exhaust memory':
    'エイリアスが多すぎます。展開するとメモリを使い切ってしまいます',
  'At most {n} alias expansions are allowed; write the values out.':
    'エイリアスの展開は {n} 回までです。値をそのまま書いてください。',

  // A line of YAML
  'The line is:  {line}\nIt should be: {corrected}': '今の行:   {line}\n正しい行: {corrected}',
  'The same goes for line {lines}.': '{lines} 行目も同じです。',
  'the key "{key}" is here twice': 'キー "{key}" が二つあります',
  'the key "{key}" is here a second time; the first is in line {line}':
    'キー "{key}" が二つあります。一つ目は {line} 行目です',
  'Keep one of them.': 'どちらか一つにしてください。',
  'a second document begins here, with "---"; a file holds one':
    'ここから "---" で二つ目の文書が始まっています。一つのファイルに書ける文書は一つだけです',
  'Put what follows into a file of its own. A line of hyphens that is part of a text needs quotation marks.':
    'この後ろは別のファイルに分けてください。ハイフンだけの行も文章の一部なら、文章を引用符で囲んでください。',
  'the line begins with a tab; YAML is indented with spaces only':
    '行がタブで始まっています。YAML の字下げに使えるのは半角スペースだけです',
  'the line is indented with a full-width space; YAML knows only the ordinary one':
    '行が全角スペースで字下げされています。YAML の字下げに使えるのは半角スペースだけです',
  'the colon is full-width; a key is followed by ":" and a space':
    'コロンが全角です。キーの後ろには半角のコロンとスペースを書きます',
  'the space behind the colon is full-width; YAML knows only the ordinary one':
    'コロンの後ろのスペースが全角です。半角スペースにしてください',
  'there is a space between the key and its colon': 'キーとコロンの間にスペースがあります',
  'a space is missing behind the colon': 'コロンの後ろに半角スペースがありません',
  'a colon is missing behind the key': 'キーの後ろにコロンがありません',
  'a space is missing behind the hyphen of a list item': '項目のハイフンの後ろに半角スペースがありません',
  'the space behind the hyphen is full-width; YAML knows only the ordinary one':
    'ハイフンの後ろのスペースが全角です。半角スペースにしてください',
  'a list item begins with an ordinary hyphen and a space': '項目は半角のハイフンとスペースで始めます',
  'the hyphen of a list item is missing': '項目の先頭のハイフンがありません',
  'the key is written in full-width letters': 'キーが全角文字で書かれています',
  'the number is written in full-width digits': '数値が全角文字で書かれています',
  'the quotation marks are typographic; YAML knows only the straight ones':
    '引用符が “ ” のような曲がったものです。YAML で使えるのは " と \' だけです',
  'quotation marks make a text of it, but none is wanted here':
    '引用符で囲むと文字列になりますが、ここに文字列は書けません',
  'a list in one line needs ordinary brackets and commas': '一行に書くリストには、半角の括弧とコンマを使います',
  'a bracket is not closed': '括弧が閉じられていません',
  'a quotation mark is not closed': '引用符が閉じられていません',
  'a backslash between double quotation marks begins an escape; single ones take it as it is':
    '二重引用符の中では、バックスラッシュはエスケープの始まりになります。一重引用符の中なら、そのままの文字です',
  'characters in this text have a meaning in YAML: it needs quotation marks':
    'この文章には YAML で特別な意味を持つ文字があるため、引用符が必要です',
  'A text that has characters with a meaning in YAML needs quotation marks.':
    'YAML で特別な意味を持つ文字のある文章は、引用符で囲んでください。',
  'this line cannot be read: {reason}': 'この行を読み取れません: {reason}',
  'expected a key, ":" and a value': 'キー、半角のコロン、値の形が必要です',
  'Compare this line and the one above with an example.': 'この行と前の行を、見本と見比べてください。',
  'the line is not indented like its neighbours': '字下げが前後の行と揃っていません',
  'is empty, and a text is wanted': '空です。文章が必要です',
  'this is read as a number, and a text is wanted': '数値として読み取られますが、必要なのは文章です',
  'this is read as true or false, and a text is wanted': '真偽値として読み取られますが、必要なのは文章です',
  'this is read as nothing at all, and a text is wanted': '空の値として読み取られますが、必要なのは文章です',
  'the text begins with "#", which begins a comment': '文章が "#" で始まっているため、コメントとして読み飛ばされます',
  'the text ends before "#", which begins a comment': '文章が "#" の手前で切れます。"#" から後ろはコメントになります',
  'If it is a comment, write a space behind the "#".': 'コメントなら、"#" の後ろに半角スペースを入れてください。',
  'the text has a colon and a space, which make a key of its beginning':
    '文章の中にコロンとスペースがあるため、その前がキーとして読み取られます',
  '"{key}" is part of a text here, not a key': '"{key}" がキーではなく、文章の一部になっています',
  'this item is part of the text above': 'この項目は、前の行の文章の続きになっています',

  // Lists
  'ok {file}: {id}, {turns}': '正常 {file}: {id}、{turns}',
  '{text} is sent word for word: no names are filled in here':
    '{text} はそのまま送られます。ここでは名前に置き換わりません',
  'Write the name out: {name}': '名前をそのまま書いてください: {name}',
  'none of these words is in any user line, so that nothing asks for the fact':
    'どの語もユーザーの発言にないため、この事実は尋ねられません',
  'Copy words from the user line that asks for it, or add such a line to turns.':
    '尋ねている発言の言葉をそのまま書くか、尋ねる発言を turns に加えてください。',
  'is nothing but white space': '空白だけです',
  'Remove it.': '削除してください。',
  'has nothing to go by': '判定の基準がありません',
  'Give it {fields}.': '{fields} を指定してください。',
  'Files with mistakes ({n}):': '誤りのあるファイル（{n} 件）:',

  // Which file is meant
  ' or ': '、',
  'is "{id}", but the file is named {name}': 'ID は "{id}" ですが、ファイル名は {name} です',
  'Make them the same.': '同じにしてください。',
  '{name} in the same folder has the same name': '同じフォルダーの {name} と名前が同じです',
  '{name} in the same folder differs only in capital letters: some systems take both for one file':
    '同じフォルダーの {name} とは大文字と小文字しか違いません。同じファイルとして扱うシステムがあります',
  'Keep one of them, or give the other another name and id.':
    'どちらか一つだけ残すか、片方の名前と ID を変えてください。',
  'there is no .yaml file in the folder {folder}': 'フォルダー {folder} に .yaml ファイルがありません',
  'there is no scenario "{selector}" in {folders}': '{folders} にシナリオ "{selector}" がありません',
  'A path to a .yaml file or to a folder works too.': '.yaml ファイルやフォルダーのパスも指定できます。',
  'no scenario in {folders} has the tag "{tag}"': '{folders} にタグ "{tag}" の付いたシナリオがありません',
  'expected letters, digits, dots, hyphens and underscores, at most 96':
    '使えるのは文字、数字、ドット、ハイフン、アンダースコアで、96 文字までです',

  // Files that are not UTF-8
  'is not UTF-8: byte {at} ({byte}) cannot be read': 'UTF-8 ではありません。{at} バイト目（{byte}）を読み取れません',
  'Open the file in an editor with the encoding it was written in, and save it as UTF-8.':
    '書いたときの文字コードでエディターに読み込み、UTF-8 で保存してください。',
  'is not UTF-8 but probably {name}: see byte {at} ({byte})':
    'UTF-8 ではなく、おそらく {name} です。{at} バイト目（{byte}）を見てください',
  'Save it as UTF-8 in an editor (Notepad: Save as, Encoding), or with iconv: {command}':
    'エディターで UTF-8 として保存するか（メモ帳なら「名前を付けて保存」の「エンコード」）、iconv で変換してください: {command}',

  // Settings
  '--set {setting}: expected a name, = and a value': '--set {setting}: 名前、=、値の形が必要です',
  'For example: --set temperature=0.2': '例: --set temperature=0.2',
  '--set {setting}: there is no sampling setting "{name}"': '--set {setting}: サンプリング設定に "{name}" はありません',
  '--set {setting}: this looks like a list, but it is not a JSON array of texts':
    '--set {setting}: リストのようですが、文字列の JSON 配列になっていません',
  'Quote it for the shell: {quoted}. Or name the setting once for each text: {apart}':
    'シェルのために引用符で囲んでください: {quoted}。または、文字列ごとに設定を繰り返してください: {apart}',
  '--set {setting}: this may mean {first}.{second}, or the two values {first} and {second}':
    '--set {setting}: {first}.{second} という値か、{first} と {second} の二つの値か、区別できません',
  'For the one value: --set {one}\nFor both: --set {first} --set {second}':
    '一つの値なら: --set {one}\n二つの値なら: --set {first} --set {second}',
  'sampling settings: {problem}': 'サンプリング設定: {problem}',
  '--set {setting}: {problem} ({meaning})': '--set {setting}: {problem}（{meaning}）',
  '--set {setting}: {problem}': '--set {setting}: {problem}',
  'is another name of {name}, which is set too; keep one of them':
    'は {name} の別名で、両方が指定されています。どちらか一つにしてください',
  'is given here and under sampling; keep one of them':
    'ここと sampling の両方に指定されています。どちらか一つにしてください',
  'is filled in from the conversation and cannot be set': '会話から決まるため、指定できません',
  'needs a text: ja, en or both': 'ja か en、または両方の文章が必要です',
  'is not a valid regular expression': '正しい正規表現ではありません',
  'is the old name of referenceReplies, which this turn has too; keep one of them':
    'は referenceReplies の古い名前で、このターンには両方があります。どちらか一つにしてください',

  '0 is greedy': '0 は貪欲法',
  '0 is off': '0 は無効',
  '1 is off': '1 は無効',
  'window of the repeat, frequency and presence penalties, in tokens':
    '繰り返し、頻度、出現のペナルティを数える範囲、トークン数',
  'DRY strength; 0 is off': 'DRY の強さ。0 は無効',
  'of one reply; never unlimited': '応答一つあたり。無制限にはできない',
  'stop strings, added to those of the prompt template': 'ストップ文字列。プロンプトテンプレートのものに加わる',
  'token text → bias on its logit, or "never"': 'トークンの文字列 → ロジットへの加算値、または "never"',

  // What was typed
  "option '{flag}' argument '{value}' is invalid. {problem}":
    "オプション '{flag}' に '{value}' は指定できません。{problem}",
  'allowed: {choices}': '使える値: {choices}',
  'expected a whole number': '整数を指定してください',
  'expected a whole number from {from}': '{from} 以上の整数を指定してください',
  'expected a whole number from {from} to {to}': '{from} から {to} までの整数を指定してください',
  'expected load, first-token, idle or total, then = and seconds':
    'load、first-token、idle、total のいずれか、=、秒数の形で指定してください',
  'expected an amount in US dollars, such as 0.50': '米ドルの金額を 0.50 のように指定してください',
  'See {command} --help.': '詳しくは {command} --help を見てください。',
  'unknown command {name}': '{name} というコマンドはありません',
  'unknown option {flag}': '{flag} というオプションはありません',
  'unknown option {flag}: a sampling setting is given with --set':
    '{flag} というオプションはありません。サンプリング設定は --set で指定します',
  'For example: --set {field}=…': '--set {field}=… のように指定してください。',
  'Options follow their command; see hitogara --help.':
    'オプションはコマンドの後ろに書きます。詳しくは hitogara --help を見てください。',
  'A model is named with --model.': 'モデルは --model で指定します。',
  '{command} does not understand {words}': '{command} では {words} を解釈できません',
  "option '{flag}' argument missing": "オプション '{flag}' の値がありません",
  "missing required argument '{name}'": "必須の引数 '{name}' がありません",
  "required option '{flag}' not specified": "必須のオプション '{flag}' が指定されていません",
  'npm has kept {options} for itself': 'npm が {options} を自分のオプションとして受け取りました',
  'Options follow two hyphens: {command}': 'オプションは二つのハイフンの後ろに書きます: {command}',
  'Options follow two hyphens: {command}\nIn PowerShell with npm before 11.6, which drops the hyphens: {direct}':
    'オプションは二つのハイフンの後ろに書きます: {command}\nPowerShell で 11.6 より前の npm を使うと、このハイフンがなくなります。その場合: {direct}',
} as const;
