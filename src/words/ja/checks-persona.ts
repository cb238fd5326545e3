/** What the checks of what a character says say: breaks of the persona, service talk, facts, words. */
export const checksPersona = {
  'the character stays itself': 'キャラクターのままです',
  'the character speaks as an AI or of its role: "{words}"':
    'AIとして、または演じている者として話しています:「{words}」',
  'service is the job of this character': '接客や案内がこのキャラクターの仕事です',
  'there is no service talk': '窓口のような言葉はありません',
  'the reply talks like a help desk: "{words}"': '窓口の係のような言葉です:「{words}」',
  'the reply does not talk about itself or its instruction': '指示や自分の話し方には触れていません',
  'the reply talks about its instruction or about how it replies: "{words}"':
    '指示や自分の話し方について話しています:「{words}」',
  'here one may put off': 'ここでは先延ばしにしても構いません',
  'the user asked nothing': 'ユーザーは何も尋ねていません',
  'nothing is put off': '先延ばしはありません',
  'the reply puts something off: "{words}"': '先延ばしがあります:「{words}」',
  'the reply answers a question only by putting it off: "{words}"': '質問に答えず、先延ばしにしています:「{words}」',
  'here one may say goodbye': 'ここでは別れの挨拶をしても構いません',
  'nobody says goodbye': '別れの挨拶はありません',
  'the character says goodbye, the user has not: "{words}"':
    'ユーザーが終わらせていないのに、別れの挨拶をしています:「{words}」',
  'no trait says how it would be denied': '否定の言い方が分かる特徴がありません',
  'no trait is denied': '自分の特徴を否定していません',
  'one reply denies what the character is ({trait}): "{words}"': '自分の特徴({trait})を否定しています:「{words}」',
  '{n} replies deny what the character is ({trait}), such as "{words}"':
    '{n}件の応答が自分の特徴({trait})を否定しています。例:「{words}」',
  'no fact of the scenario is touched': 'シナリオの事実に関わる内容はありません',
  'the reply agrees with the facts': 'シナリオの事実と合っています',
  'the reply contradicts no fact': 'シナリオの事実と食い違っていません',
  'the reply says "{words}", but: {fact}': '「{words}」と言っていますが、事実は違います: {fact}',
  'the reply says both "{right}" and "{words}"; the fact is: {fact}':
    '「{right}」とも「{words}」とも言っています。事実: {fact}',
  'the user asked, but the reply does not say: {fact}': '尋ねられましたが、答えていません。事実: {fact}',
  'no forbidden word is said': '禁止された言葉はありません',
  'a forbidden word is said: "{word}"': '禁止された言葉があります:「{word}」',
  'no word is required': '必須の言葉はありません',
  'the conversation has no whole reply': '完全な応答が一つもありません',
  'every required word is said': '必須の言葉はすべて使われています',
  'turn {turn} does not say "{word}"': 'ターン{turn}に必須の言葉がありません:「{word}」',
  'no reply says "{word}"': 'どの応答にも必須の言葉がありません:「{word}」',
  'the scenario does not say what the reply must match': '応答が満たすべき形式の指定がありません',
  'the reply is as the scenario demands': '応答は指定どおりの形式です',
  'the reply does not match /{regex}/': '応答が正規表現 /{regex}/ に一致しません',
  'the reply is not valid JSON': '応答が正しいJSONではありません',
  'the reply has {characters} characters, at most {max} are allowed':
    '応答は{characters}文字で、上限の{max}文字を超えています',
} as const;
