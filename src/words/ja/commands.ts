/** What commands say of their options, and print. */
export const commands = {
  interrupted: '中断',
  'that is a folder; name a file': 'それはフォルダーです。ファイル名を指定してください',
  'written: {file}': '書き込み: {file}',

  // eval
  '--model is missing: an id, a glob of ids, or the path of a .gguf file':
    '--model がありません。ID、ID のワイルドカード、または .gguf ファイルのパスを指定してください',
  'To continue an unfinished run, use --resume. To see the model ids: hitogara models list':
    '途中で終わった実行を続けるには --resume を使ってください。モデルの ID を見るには: hitogara models list',
  '--retry-failed needs --resume: a new run has no failed conversations':
    '--retry-failed には --resume が必要です。新しい実行に失敗した会話はありません',
  '--max-tokens and --set maxTokens=… set the same thing; use only one of them':
    '--max-tokens と --set maxTokens=… は同じ設定です。どちらか一つにしてください',
  '--dry-run and --resume cannot be used together: a dry run shows a new run':
    '--dry-run と --resume は併用できません。--dry-run は新しい実行の予定を示すものです',
  'If it was moved, put it back, and continue with --resume. If it was deleted, start the run again.':
    '移動した場合は元に戻し、--resume で再開してください。削除した場合は、もう一度実行してください。',
  'Everything written before that is intact. Free some space, then continue with --resume.':
    'それまでの記録は無事です。空き容量を作ってから、--resume で再開してください。',
  'Everything written before that is intact. See whether the permissions of the folder, a virus scanner or a program that synchronises it (such as OneDrive) are in the way, then continue with --resume.':
    'それまでの記録は無事です。フォルダーの権限、ウイルス対策ソフト、フォルダーを同期するソフト（OneDrive など）が妨げていないか確かめてから、--resume で再開してください。',
  'Everything written before that is intact. Check the disk, then continue with --resume.':
    'それまでの記録は無事です。ディスクを確かめてから、--resume で再開してください。',
  'Nothing was recorded. Name another folder with --out DIR.':
    '何も記録されていません。--out DIR で別のフォルダーを指定してください。',
  'Nothing was recorded. Free some space, or name another folder with --out DIR.':
    '何も記録されていません。空き容量を作るか、--out DIR で別のフォルダーを指定してください。',

  // init
  'hitogara: the first files of a project': 'hitogara: プロジェクトの最初のファイル',
  'That is all.': '以上です。',
  'Nothing was written.': '何も書き込みませんでした。',
  'What should the first scenario be called?': '最初のシナリオの名前は？',
  'Use small letters, digits and hyphens.': '英小文字、数字、ハイフンを使ってください。',
  'Add a workflow for GitHub Actions?': 'GitHub Actions のワークフローを追加しますか？',
  'What is your own model?': '使うモデルは？',
  'a GGUF file': 'GGUF ファイル',
  'a server that speaks the protocol of OpenAI': 'OpenAI 互換のサーバー',
  'none yet': 'まだない',
  'Where is it? A path, or hf:user/repo:quant': '場所は？ パス、または hf:user/repo:quant',
  'What is its address?': 'アドレスは？',
  'Type a path.': 'パスを入力してください。',
  'Type an address, with http://': 'http:// から始まるアドレスを入力してください。',
  'wrote {file}': '作成 {file}',
  'kept {file}, which was there already': 'そのまま {file}（すでにあります）',
  'Next:': '次は:',
  'cannot be written: {reason}': '書き込めません: {reason}',

  // doctor
  '--all and --model cannot be used together': '--all と --model は併用できません',
  '--all takes every model on this machine; --model can be repeated and takes globs.':
    '--all はこのマシンのすべてのモデルが対象です。--model は繰り返し指定でき、ワイルドカードも使えます。',
  'no effect without --rank: {flags}': '--rank なしでは効果がありません: {flags}',
  'Without --rank only the vocabulary is loaded, on the CPU. Add --rank, or drop what has no effect.':
    '--rank なしでは、語彙だけを CPU で読み込みます。--rank を付けるか、効果のないオプションを外してください。',
  'no model is named: use --model or --all': 'モデルが指定されていません。--model か --all を使ってください',
  'Give a model id or the path of a .gguf file. To see the ids: hitogara models list':
    'モデルの ID か .gguf ファイルのパスを指定してください。ID を見るには: hitogara models list',
  'no GGUF file was found on this machine': 'このマシンに GGUF ファイルが見つかりません',

  'examined {done} of {total}': '{total} 個中 {done} 個を診断済み',
  '{name}: {done} of {total} evaluated': '{name}: {total} 件中 {done} 件を評価済み',
  '{leader} ahead': '{leader} が先頭',

  // models
  '{prompt}, else {other} (family)': '{prompt}、なければ {other}（系列）',
  '{backend}, {name} is set': '{backend}、{name} は設定済み',
  '{backend}, {name} is not set': '{backend}、{name} は未設定',
  '{backend}, needs no key': '{backend}、キーは不要',
  'not here: {what}': 'ここにない: {what}',
  'a base model': 'ベースモデル',
  hosted: 'ホスト型',
  'cannot chat': '会話できない',
  'not recognized by name': '名前から判別できない',
  'format {format} ({sure})': '形式 {format}（{sure}）',
  'trained with a context of {n} tokens': '学習時のコンテキスト長 {n} トークン',
  'runs in llama.cpp: {answer}': 'llama.cpp での動作: {answer}',
  name: '名前',
  architecture: 'アーキテクチャ',
  parameters: 'パラメーター数',
  quantization: '量子化',
  tokenizer: 'トークナイザー',
  family: '系列',
  'none inside': '内蔵なし',
  'not supported by this llama.cpp': 'この llama.cpp は未対応',
  'width {n}': '幅 {n}',
  '{n} tokens in training': '学習時 {n} トークン',
  'sliding window {n}': 'スライディングウィンドウ {n}',
  'BOS {token}': 'BOS {token}',
  'EOS {token}': 'EOS {token}',
  'BOS rule not stated': 'BOS の決まりの記載なし',
  'adds BOS': 'BOS を付ける',
  'does not add BOS': 'BOS を付けない',
  '{weights} weights + {context} for a context of {size}': '重み {weights} + コンテキスト長 {size} に {context}',
  'none would be chosen; name one with --prompt; most likely: {templates}':
    'どれも選ばれません。--prompt で指定してください。有力な候補: {templates}',

  'the run has no model "{id}"': 'この実行にモデル "{id}" はありません',
  'the run has no scenario "{id}"': 'この実行にシナリオ "{id}" はありません',

  // prompts
  'the format "{format}" has no place for the persona': '形式 "{format}" にはペルソナを入れる場所がありません',
  "the file's own chat template (Jinja)": 'ファイル内蔵のチャットテンプレート（Jinja）',
  'the same, with the persona in the first user turn': '同じもので、ペルソナを最初のユーザー発言に入れる',
  '{n} identical lines': '同じ行 {n} 行',
  'first difference at character {character}, line {line}': '最初の相違: {character} 文字目、{line} 行目',
  'the end': '末尾',
  '"{selector}" matches {scenarios}; exactly one is needed here':
    '"{selector}" に一致するのは{scenarios}です。ここでは一つだけ指定してください',
  '--reply was given {times}; scenario "{scenario}" has only {turns}':
    '--reply が {times}指定されましたが、シナリオ "{scenario}" は {turns}しかありません',
  'cannot be read as JSON: {reason}': 'JSON として読み込めません: {reason}',
  'not a conversation': '会話ではありません',
  'Expected {"system": "…", "messages": [{"role": "user", "content": "…"}]}.':
    '次の形にしてください: {"system": "…", "messages": [{"role": "user", "content": "…"}]}',
  "gguf is a model's own template: name that model with --model":
    'gguf はモデル内蔵のテンプレートです。--model でモデルを指定してください',
  '--model has no effect here: neither "{left}" nor "{right}" is gguf':
    'ここでは --model に効果がありません。"{left}" も "{right}" も gguf ではないためです',
  '{left} and {right} give the same prompt, {characters}': '{left} と {right} のプロンプトは同じです（{characters}）',
  '"{selector}" is the chat template inside a model\'s file':
    '"{selector}" はモデルのファイルに内蔵されたチャットテンプレートです',
  'Print it with: hitogara models inspect MODEL': '表示するには: hitogara models inspect MODEL',
  '--tokens needs --model: ids belong to a vocabulary': '--tokens には --model が必要です。ID は語彙によって決まります',
  'name a template with --prompt, or a model with --model':
    '--prompt でテンプレートを、または --model でモデルを指定してください',
  'For example: hitogara prompts render --prompt llama2 --scenario anime-fan':
    '例: hitogara prompts render --prompt llama2 --scenario anime-fan',
} as const;
