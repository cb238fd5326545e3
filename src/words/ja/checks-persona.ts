/** What the checks of what a character says say: breaks of the persona, service talk, facts, words. */
export const checksPersona = {
  'the reply stays in character': 'キャラクターを崩していません',
  'the character speaks as an AI or about its role: "{words}"':
    'AI としての発言、または自分の役割についての発言があります: 「{words}」',
  'service is the job of this character': '接客や案内がこのキャラクターの仕事です',
  'there is no service talk': 'サポート窓口のような言い方はありません',
  'the reply talks like a help desk: "{words}"': 'サポート窓口のような言い方です: 「{words}」',
  'the reply does not talk about itself or its instruction': '指示や自分の話し方には触れていません',
  'the reply talks about its instruction or about how it replies: "{words}"':
    '指示や自分の話し方について話しています: 「{words}」',
  'putting something off is fine here': 'ここでは先延ばしにしても構いません',
  'the user asked nothing': 'ユーザーは何も尋ねていません',
  'nothing is put off': '先延ばしはありません',
  'the reply puts something off: "{words}"': '先延ばしがあります: 「{words}」',
  'the reply puts off a question instead of answering it: "{words}"': '質問に答えず、先延ばしにしています: 「{words}」',
  'saying goodbye is fine here': 'ここでは別れの挨拶をしても構いません',
  'nobody says goodbye': '別れの挨拶はありません',
  'the character says goodbye before the user does: "{words}"': 'ユーザーより先に別れの挨拶をしています: 「{words}」',
  'no trait says how it would be denied': '否定する言い方が指定された特徴がありません',
  'no trait is denied': '自分の特徴を否定していません',
  'one reply denies what the character is ({trait}): "{words}"': '自分の特徴（{trait}）を否定しています: 「{words}」',
  '{n} replies deny what the character is ({trait}), such as "{words}"':
    '{n} 件の応答が自分の特徴（{trait}）を否定しています。例: 「{words}」',
  'the reply touches on no fact of the scenario': 'シナリオの事実に関わる内容はありません',
  'the reply agrees with the facts': 'シナリオの事実と合っています',
  'the reply contradicts no fact': 'シナリオの事実と食い違っていません',
  'the reply says "{words}", but the fact is: {fact}': '「{words}」と言っていますが、事実と違います。事実: {fact}',
  'the reply says both "{right}" and "{words}"; the fact is: {fact}':
    '「{right}」とも「{words}」とも言っています。事実: {fact}',
  'the user asked, but the reply does not say: {fact}': '尋ねられましたが、答えていません。事実: {fact}',
  'no forbidden word is said': '禁止された言葉はありません',
  'a forbidden word is said: "{word}"': '禁止された言葉があります: 「{word}」',
  'no word is required': '必須の言葉はありません',
  'the conversation has no whole reply': '完全な応答が一つもありません',
  'every required word is said': '必須の言葉はすべて使われています',
  'turn {turn} does not say "{word}"': 'ターン {turn} に必須の言葉がありません: 「{word}」',
  'no reply says "{word}"': 'どの応答にも必須の言葉がありません: 「{word}」',
  'the scenario does not say what the reply must match': 'シナリオに応答の形式の指定がありません',
  'the reply is as the scenario demands': '応答は指定どおりの形式です',
  'the reply does not match /{regex}/': '応答が正規表現 /{regex}/ に一致しません',
  'the regular expression /{regex}/ did not end within {ms} ms; avoid a repetition inside a repetition, such as (a+)+':
    '正規表現 /{regex}/ の照合が {ms} ミリ秒以内に終わりませんでした。(a+)+ のような、繰り返しの中の繰り返しを避けてください',
  'the regular expression /{regex}/ did not end within {ms} ms, {n} times, and is not tried any more; avoid a repetition inside a repetition, such as (a+)+':
    '正規表現 /{regex}/ の照合が {n} 回、{ms} ミリ秒以内に終わらなかったため、以後は照合しません。(a+)+ のような、繰り返しの中の繰り返しを避けてください',
  'the regular expression /{regex}/ is not valid: {reason}': '正規表現 /{regex}/ が正しくありません: {reason}',
  'the reply is not valid JSON': '応答が正しい JSON ではありません',
  'the reply has {characters} characters; at most {max} are allowed':
    '応答は {characters} 文字で、上限の {max} 文字を超えています',
  'a turn that requires a word was not played, or its reply is not whole':
    '必須の言葉があるターンが行われていないか、その応答が完全ではありません',
} as const;
