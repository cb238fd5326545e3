/** What scoring says, apart from the single checks. */
export const score = {
  'scoring was interrupted; the run itself is whole: hitogara score':
    '採点を中断しました。実行結果はすべて記録されています: hitogara score',
  'interrupted; earlier scores are unchanged': '中断しました。以前の採点結果はそのままです',
  'scoring: {n} of {all} conversations': '採点中: {all} 会話中 {n} 会話',
  'scoring: {n} conversations': '採点中: {n} 会話',
  'the persona does not say: {field}': 'ペルソナに指定がありません: {field}',
  'the reply is not whole: {outcome}': '応答が完全ではありません: {outcome}',
  'the check itself failed: {reason}': '検査そのもののエラー: {reason}',
  'there is no check "{name}"': '「{name}」という検査はありません',
  '--gate {gate}: the limit is a share, such as 0.05 or 5%':
    '--gate {gate}: 上限は 0.05 や 5% のような割合で書いてください',
  'scenario {id} has changed since this run and was scored as it was then; --scenario-now scores by the file as it is now':
    'シナリオ {id} は実行後に変更されています。実行時の内容で採点しました。今のファイルで採点するには --scenario-now を使ってください',
  'the run recorded scenario {id} in a form that this program cannot read':
    'この実行が記録したシナリオ {id} は、このバージョンでは読めない形式です',
  'Score by the file as it is now: --scenario-now.': '今のファイルで採点できます: --scenario-now',
  'what scenario {id} plays has changed since this run: its instruction, greeting, names, user lines or sampling':
    'シナリオ {id} の会話の内容（指示文、最初の挨拶、名前、ユーザーの発言、サンプリング設定）が実行後に変更されています',
  'Play it again, or score the run as it was: --scenario-of-run.':
    'もう一度実行するか、実行時の内容で採点してください: --scenario-of-run',
  'not a line of a score file': '採点ファイルの行ではありません',
  'the scores cannot be written to {folder}: {reason}': '採点結果を {folder} に書き込めません: {reason}',
  'and {n} more': 'ほか {n} 件',
  'and {n} more; --failures N lists more of them, and the files in scores/ have all':
    'ほか {n} 件。--failures N で表示件数を変えられます。すべての結果は scores/ のファイルにあります',
  'nothing found: {checks}': '問題なし: {checks}',
  '{checks} found nothing': '問題なし: {checks}',
  'scores are in {folder}': '採点結果の場所: {folder}',
  'scores of run {run}': '実行 {run} の採点結果',
  'turn {turn}': 'ターン {turn}',
  '{counts} · {rate} ({low}–{high})': '{counts} · {rate}（{low}–{high}）',
  '{difference} points ({low} to {high})': '{difference} ポイント（{low} ～ {high}）',
  '{model}, {settings}': '{model}、{settings}',
  'smallest difference from another model that the same conversations would show, in the share of replies with a fault (80 % power, 5 % level): {points}':
    '同じ会話で別のモデルと比べたときに検出できる、問題のある応答の割合の最小の差（検出力 80 %、有意水準 5 %）: {points}',
  '{model} {points} points': '{model} {points} ポイント',
  'replies with a fault, by turn': '問題のある応答（ターン別）',
  'turns {from}–{to}': 'ターン {from}–{to}',
  '{model}: one conversation of one scenario gives no interval; play more scenarios, or more samples with --samples':
    '{model}: シナリオ 1 件の会話 1 回だけでは信頼区間を出せません。シナリオを増やすか、--samples で回数を増やしてください',
  '{model}: the intervals are about more samples of this one scenario, not about other scenarios':
    '{model}: 信頼区間はこのシナリオの会話を繰り返した場合のもので、ほかのシナリオについてのものではありません',
  '{model}: too little was played to tell it from any other model':
    '{model}: 会話が少なすぎて、ほかのモデルと見分けられません',
  '{n} of {all}': '{all} 件中 {n} 件',
  '{n} of {conversations} failed or were not finished; what they have is scored':
    '{conversations}のうち {n} 件は失敗したか、途中で終わっています。記録されている応答だけを採点しました',
  '{play} · turn {turn} · {model}': '{play} · ターン {turn} · {model}',
  '{play} · {model}': '{play} · {model}',
  'there is no reply to score': '採点できる応答がありません',
  'holds {count} results, not {rows}': '結果は {rows} 件のはずですが、{count} 件あります',
  'Score the run again: hitogara score': 'もう一度採点してください: hitogara score',
  'with a fault\n(95 %)': '問題あり\n（95 %）',
  'second half\nminus first': '変化\n（前半→後半）',
  'how many failed each check': '検査ごとの不合格の数',
  '--scenario-of-run and --scenario-now cannot be used together':
    '--scenario-of-run と --scenario-now は同時に使えません',
  'expected github or junit:FILE': 'github か junit:ファイル名 を指定してください',
  '--reporter can show progress in one way only; junit:FILE can be added to it':
    '--reporter で指定できる進み具合の表示方法は一つだけです。junit:ファイル名 は併せて指定できます',
  '--gate needs the scores, which --no-score leaves out': '--gate には採点が必要です。--no-score と同時には使えません',
  'gate {check} failed for {model}: {rate}; the limit is {limit}':
    'ゲート {check}（{model}）: 不合格。{rate}、上限は {limit}',
  'gate {check} passed for {model}: {rate}; the limit is {limit}':
    'ゲート {check}（{model}）: 合格。{rate}、上限は {limit}',
  'gate {check} cannot be judged for {model}: errors of the check itself: {n}':
    'ゲート {check}（{model}）: 判定できません。検査そのもののエラーが {n} 件あります',
  'gate {check} cannot be judged for {model}: the check applies to nothing here':
    'ゲート {check}（{model}）: 判定できません。検査の対象がありません',
  'gate {check} cannot be judged for {model}: the run is not over; so far {rate}':
    'ゲート {check}（{model}）: 判定できません。実行が終わっていません。ここまでは {rate}',
  '--gate {check} is given twice': '--gate {check} が 2 回指定されています',
  'Give each check one limit only.': '一つの検査に指定できる上限は一つだけです。',
  'junit:FILE holds one run; score the runs one by one':
    'junit:ファイル名 に書けるのは実行一つ分です。一つずつ採点してください',
  '{n} refused replies are not scored': '拒否された応答 {n} 件は採点していません',
} as const;
