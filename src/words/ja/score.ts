/** What scoring says, apart from the single checks. */
export const score = {
  'the persona does not say: {field}': 'ペルソナに指定がありません: {field}',
  'there is no whole reply: {outcome}': '完全な応答がありません: {outcome}',
  'the check itself failed: {reason}': '検査そのものが失敗しました: {reason}',
  'there is no check "{name}"': '「{name}」という検査はありません',
  '--gate {gate}: the limit is a share, such as 0.05 or 5%':
    '--gate {gate}: 上限は 0.05 や 5% のような割合で書いてください',
  'scenario {id} has changed since this run and was scored as it was then; --scenario-now scores by the file as it is now':
    'シナリオ {id} は実行後に変更されています。実行時の内容で採点しました。今のファイルで採点するには --scenario-now を使ってください',
  'the run recorded scenario {id} in a form that this program cannot read':
    'この実行が記録したシナリオ {id} は、このバージョンでは読めない形式です',
  'Score by the file as it is now: --scenario-now.': '今のファイルで採点できます: --scenario-now',
  'what scenario {id} plays has changed since this run: its instruction, names, user lines or sampling':
    'シナリオ {id} の会話の内容（指示文、名前、ユーザーの発言、サンプリング設定）が実行後に変更されています',
  'Play it again, or score the run as it was: --scenario-of-run.':
    'もう一度実行するか、実行時の内容で採点してください: --scenario-of-run',
  'not a line of a score file': '採点ファイルの行ではありません',
  'the scores cannot be written to {folder}: {reason}': '採点結果を {folder} に書き込めません: {reason}',
} as const;
