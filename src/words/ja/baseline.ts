// Baselines: what is asked for, and what is wrong with them.

export const baselines = {
  'keep what a model said in a finished run as a baseline for regress; list, show and compare baselines':
    '終わった実行でのモデルの応答を regress の比較基準として保存する。一覧、表示、比較もできる',
  'make a baseline out of a finished run, with which regress compares candidates where the model is not at hand':
    '終わった実行から基準を作る。元のモデルがなくても、regress で候補と比べられる',
  'of regress, eval or import: id, path of its folder, latest or latest~1':
    'regress、eval、import の実行。ID、フォルダのパス、latest、latest~1',
  'list every baseline': '保存した基準を一覧表示する',
  'show what a baseline was made from, and check that it is whole':
    '基準が何から作られたかを表示し、壊れていないか確かめる',
  'of a baseline': '基準の名前',
  'show in which facts two baselines differ; exits with 1 if they do':
    '二つの基準の条件の違いを表示する。違いがあれば終了コードは 1',
  'the baseline to compare it with': '比べるもう一つの基準',
  'where baselines are': '基準を置くフォルダ',
  'what the baseline is called, such as main': '基準の名前（main など）',
  'which model of the run': '実行のうちどのモデルか',
  'the reference of a check, or the only model': '検査の基準モデル、またはただ一つのモデル',
  'in the place of an earlier one of that name': '同じ名前の基準があれば置き換える',
  'keep what was said, not how probable it was: the model is not opened, and only replies can be compared':
    '応答だけを保存し、確率は保存しない。モデルは開かない。比べられるのは応答だけになる',
  'of how many tokens probabilities are captured at most, where the run has none':
    '実行に確率がないときに、いま測る確率のトークン数の上限',
  'as many as the preset standard compares': 'プリセット standard と同じ数',
  'what candidates are compared with in place of --reference: the name of a baseline, which says what is played':
    '--reference の代わりに候補と比べる基準の名前。会話の内容も基準に従う',
  '--reference and --baseline cannot be used together': '--reference と --baseline は同時に使えません',
  '--reference is missing: the model that others are compared with; or --baseline, what was blessed of one':
    '--reference（比較の基準にするモデル）か、--baseline（保存した基準）を指定してください',
  '{option} {name} cannot be the name of a baseline': '{option} {name}: 基準の名前には使えません',
  'there is no baseline "{name}" in {folder}': '{folder} に「{name}」という基準はありません',
  'there is a baseline "{name}" in {folder} already': '{folder} には「{name}」という基準がもうあります',
  'the baseline "{name}" in {folder} differs only in capital letters: some systems take both for one':
    '{folder} にある基準「{name}」とは大文字と小文字しか違いません。同じものとして扱うシステムがあります',
  'Give another name.': '別の名前にしてください。',
  'Give another name, or put this one in its place with --replace.':
    '別の名前にするか、--replace で置き換えてください。',
  'is missing; every baseline has it': 'ありません。どの基準にも必要なファイルです',
  'the baseline has version {version}, but this program reads only version {known}':
    'この基準のバージョンは {version} ですが、このプログラムが読めるのは {known} だけです',
  'Bless a run again, with --replace.': '実行から --replace 付きで作り直してください。',
  'Use the newer hitogara that wrote it, or bless a run again, with --replace.':
    'この基準を作った新しい hitogara を使うか、実行から --replace 付きで作り直してください。',
  'this line is not what it should be': 'この行の形式が正しくありません',
  'has been changed since it was blessed': '基準を作った後に変更されています',
  'has {n} of {all} lines': '{all} 行のうち {n} 行しかありません',
  'is torn or damaged: {reason}': '途中で切れているか、壊れています: {reason}',
  'Restore the baseline, or bless a run again, with --replace.':
    '基準を元に戻すか、実行から --replace 付きで作り直してください。',
  'run {run} was played by hitogara {version}, which derived seeds differently: play it again':
    '実行 {run} は、シードの決め方が違う hitogara {version} のものです。もう一度実行してください',
  'run {run} is not finished, and only a whole run can be a baseline':
    '実行 {run} は終わっていません。基準にできるのは終わった実行だけです',
  'Wait for its end.': '終わるまで待ってください。',
  'Continue it with --resume.': '--resume で続きを実行してください。',
  'run {run} has no model "{model}"': '実行 {run} に「{model}」というモデルはありません',
  'run {run} has {models}, and a baseline is made of one':
    '実行 {run} には{models}がありますが、基準にできるのは一つです',
  'Name it with --model: {models}': '--model で指定してください: {models}',
  'run {run} played several settings, and a baseline has one; play the wanted one by itself':
    '実行 {run} は複数の設定で行われています。基準の設定は一つなので、その設定だけで実行し直してください',
  'run {run} was played with --filter, and cannot be played again by a candidate of another name':
    '実行 {run} は --filter 付きなので、名前の違う候補では同じ会話を行えません',
  'in run {run}, the model "{model}" did not play': '実行 {run} では、モデル「{model}」の会話が行われていません',
  'without probabilities: only replies can be compared with it': '確率なし: 比べられるのは応答だけです',
  'only replies can be compared with it, not probabilities: {reason}':
    '比べられるのは応答だけで、確率は比べられません: {reason}',
  'the model "{model}" is not here any more': 'モデル「{model}」はもうここにありません',
  '{flag}: all': '{flag} はすべて',
  'the baseline "{name}" says what is played, and it has {has}':
    '会話の内容は基準「{name}」に従います。基準では {has} です',
  'Leave out {flags}, or bless another run.': '{flags} を外すか、別の実行から基準を作ってください。',
  'the baseline "{name}" has none of these scenarios; it has {has}':
    '基準「{name}」にはこれらのシナリオがありません。あるのは {has} です',
  'changed since the baseline "{name}", and played as they were then: {ids}':
    '基準「{name}」の後で変更されたシナリオです。当時の内容で会話します: {ids}',
  'the recorded text of scenario {id} is not what was played': 'シナリオ {id} の記録が、行われた会話の内容と違います',
} as const;
