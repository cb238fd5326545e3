/** What a comparison's data says of itself. */
export const comparing = {
  'the record has no prompts': '記録にプロンプトがありません',
  "the template inside the model's file made them, and the record does not have all of it":
    'モデルファイル内蔵のテンプレートで組み立てられており、記録だけでは再現できません',
  'the scenario was written for another version of this program': 'シナリオが別のバージョン用に書かれています',
  'rendered again, they are not the recorded ones': '組み立て直しましたが、記録されたものと一致しません',
  'the runs have no scenario in common: each is shown by itself':
    '実行の間に共通のシナリオがないため、それぞれ単独で表示します',
  'scenario {scenario} is not the same in all runs: what is in one row may not be the same question':
    'シナリオ {scenario} は実行ごとに内容が異なるため、同じ行でも同じ質問とは限りません',
  'run {run} was not scored; hitogara score {run} does that':
    '実行 {run} はまだ採点されていません。hitogara score {run} で採点できます',
  'run {run} is being played: what is here is not all of it': '実行 {run} はまだ途中なので、これで全部ではありません',
  'run {run} was played on another machine: speeds are not compared with it':
    '実行 {run} は別のマシンで行われたため、速度は比較しません',
  'run {run} was played in another mode: speeds are not compared with it':
    '実行 {run} は別のモードで行われたため、速度は比較しません',
  'conversations of which it is not known with which settings they were to be played: {n}':
    'どの設定で行う予定だったか不明な会話: {n} 件',
  'no run and no model is called "{name}"': '「{name}」という実行もモデルもありません',
  'runs: {runs}': '実行: {runs}',
  'there is no column "{name}" to compare with': '比較の基準にする列「{name}」がありません',
  'nothing to compare: the run has no model that was tested':
    '比較するものがありません。この実行にはテスト対象のモデルがありません',
} as const;
