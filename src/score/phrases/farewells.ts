// The parts of what people say as they part: a clause that is made of them is a farewell. Start at `JAPANESE_PARTING`.

/** All with the flag y. */
export interface Parting {
  /** By itself a farewell: `またね`. */
  farewell: RegExp;
  /** Between a farewell and a nice word: `話せてよかった`. */
  nice: RegExp;
  /** Said of a trip or a cold too; beside a farewell it belongs to it: `気をつけてね`. */
  wish: RegExp;
  /** Words and marks around these. */
  filler: RegExp;
  /** Whom it is said to, at the end. */
  address: RegExp;
}

function oneOf(...alternatives: readonly string[]): string {
  return `(?:${alternatives.join('|')})`;
}

const SO =
  '(?:(?:(?:それ)?(?:じゃあ?|では)|ほな(?:ら)?|んじゃ|そんじゃ|ほんじゃ|そしたら|ほんなら|へば|したっけ|さて|とりあえず|(?:という|って)(?:わけ|こと)で|ま|まあ|うん|おう|はい|は[ー~]い|よし|ふふ|へへ)[、,!。\\s]?)';
const NOW_WORD = oneOf(
  'そろそろ|もう|今日は|本日は|今日のところは|今夜は|今宵は|今回は|一旦|いったん|ひとまず|この辺で|これで|これにて|先に|お先に|俺は?|僕は?|私は?|あたしは?|うちは?',
  'わしは|拙者は?',
);
const NOW = `(?:${NOW_WORD}[、,]?)`;
const WHEN = oneOf(
  '明日|あした|あす|明晩|今度|来週|来月|来年|週末|後で|あとで|後ほど|のちほど|後日|いつか|どこかで|近いうちに|近々|次回|次|今夜|今晩|夜に|夕方|朝に',
  '[月火水木金土日]曜(?:日)?|学校で|教室で|部活で|会社で|店で|いつもの(?:場所|ところ|とこ)で|別の日に|会う日まで|その時(?:まで)?',
);
const MEET = oneOf(
  '会お(?:う|っ|[ー~])|会いましょう|会える(?:の|日|とき|時)?(?:を|まで)?(?:楽しみに)?(?:して(?:い)?(?:る|ます)|してる)?',
  'お会い(?:し(?:ましょう|よう|たい)|でき(?:る(?:の|日|こと)を)?(?:楽しみに(?:して(?:い|お)?(?:ります|ます|る))?|たら(?:いい|うれし|嬉し)い)?(?:です)?)',
  'お目にかかりましょう|話そ(?:う|っ)?|話しましょう|お話し?(?:し(?:ましょう|よう))|遊ぼう?|語ろう|語り合おう|しゃべろう|喋ろう',
  'おしゃべりし(?:よう|ましょう)|よろしく(?:ね|お願いします)?|お願いします|な|ね',
);
const MEET_AGAIN = oneOf(
  'またのお越しを[^。!?]{0,6}お待ち(?:して|申し上げて)(?:い|お)?(?:り)?ます',
  `また(?:ね|な|のう?|にゃ)|また[、,]?(?:ね[、,])?${WHEN}(?:も|に)?[、,]?(?:${MEET}){0,2}`,
  'また(?:会お(?:う|っ)|会いましょう|お会い(?:し(?:ましょう|よう)|できる(?:の|日)?を楽しみに(?:して(?:い|お)?(?:ます|ります)|してる)?)|話そう|お話ししましょう|お目にかかりましょう|いずれ)',
  '(?:次|今度|明日)(?:に)?会う(?:日|とき|時)まで|(?:明日|来週|今度)会おう',
);
const GOODBYE = oneOf(
  '(?:じゃあ?|じゃ[ー~]+)(?:ね|な|の|にゃ)|(?:そん|ほん|ん|それ)じゃ(?:あ)?(?:ね|な|また)|(?:ほい|そい)じゃあ?(?:の|な|ね)',
  'ほな(?:ら)?(?:な|ね|また)|ほんならな|へばな|んだばな|したっけね?|さいなら|さいならば|(?:お)?さらば(?:じゃ|だ|です|でござる)?|あばよ|さよう?なら',
  'バイ(?:バ[ー~]*イ|ナラ|ちゃ)|ばい(?:ば[ー~]*い|なら|ちゃ|びー?)|bye(?:[ -]?bye)?|アデュー|アディオス|チャオ|あでぃおす|ノシ',
  'おやすみ(?:なさい|なせえ|やす)?(?:ませ)?|お休み(?:なさい(?:ませ)?)?',
  '(?:では|それでは|それじゃあ?|じゃあ?)[、,]?ごきげんよう',
  '(?:それでは|では|それじゃ|じゃあ?|ほな)[、,]?(?:また(?:の機会に|いずれ)?|失礼(?:いたし|し)ます|失礼(?:する(?:よ|ね|ぜ|ぞ|わ)?)?)',
  'ではでは|ではの(?:う)?|これにて(?:御免|ごめん|失礼|おさらば|どろん|ドロン|お暇|さらば)|(?:お先に|これで|この辺で)失礼(?:いたし|し)ます|失礼いたします',
  '(?:どうぞ|どうか)?お元気で|(?:どうか|どうぞ|いつまでも)?(?:達者|息災|壮健)で(?:な|のう?|ね|暮ら(?:せ|して)|あれ|お(?:り|れ))?',
);
/** `行こう` is an invitation. */
const GO = oneOf(
  '行く|いく|行かな(?:きゃ|いと|くちゃ|あかん)|行きます|行かねば|帰る|帰ります|帰らな(?:きゃ|いと)|寝る|寝ます|寝な(?:きゃ|いと)|落ちる|落ちます|切る',
  '切ります|お暇(?:する|します|いたします)|おいとま(?:する|します|いたします)|退散(?:する|します)|失礼(?:する|します|いたします|させていただきます)|戻る',
  '戻ります|戻らな(?:きゃ|いと)|休む|休みます|休ませてもらう|おいとまさせていただきます|ドロンする|どろんする',
);
const END = oneOf(
  '(?:この|ここら)(?:へん|辺|あたり)(?:で|に(?:し(?:よう|ましょう|とく|ておく|ます|よっか)|いたしましょう))?',
  '(?:ここまで|これくらい|このくらい)(?:(?:に|で|と)(?:し(?:よう|ましょう|とく|ておく|ます|よっか)|いたし(?:ましょう|ます)|させていただきます)?)?',
  'おしまい(?:に(?:し(?:よう|ましょう|ます)))?|お開き(?:に(?:し(?:よう|ましょう|ます)))?',
  '終わり(?:に(?:し(?:よう|ましょう|ます|よっか)|いたしましょう))?|切り上げ(?:る|ます|よう|ましょう)',
  '(?:時間|お時間)(?:だ|です|じゃ|や|なので|だから)',
);
const LEAVE = `(?:${NOW}{1,3}${GO}|(?:${NOW}|${SO}|(?:お話|お喋り|おしゃべり|会話|話)は){1,3}${END})`;
const WISH_WORD = oneOf(
  'ごきげんよう',
  '(?:良い|よい|いい|素敵な|すてきな|素晴らしい|楽しい|穏やかな|幸せな)(?:一日|1日|週末|夜|休日|お年|年|夢|時間|旅|午後|連休|夏休み|冬休み|アニメライフ|一週間|アニメタイム)を(?:お?過ごし(?:ください|くださいね|て)?|見て)?',
  'いい夢(?:見ろ|見て|みて)|(?:ずっと|どうか)?元気で(?:い(?:て|ろ)|過ごして|やって|ね|な|にゃ|のう)?(?:くれ|ください)?',
  '(?:お)?(?:体|身体|からだ)(?:に|には)?(?:気をつけ|お気をつけ|お大事|大事)(?:て|に)?(?:して)?(?:ください)?',
  '(?:お)?気を?つけて(?:お?帰り?(?:って|ください)?|行って(?:き)?|いって)?(?:ください)?(?:ませ)?',
  '風邪(?:を)?(?:ひくな|ひかない(?:で|ように)|引くな|引かない(?:で|ように))|ゆっくり(?:休|寝|お休)(?:んで|て|みください)',
  'ありがと(?:う)?(?:ございました)?|楽しかった(?:です)?|話せて(?:よかった|楽しかった|嬉しかった|うれしかった)(?:です)?|応援してる|頑張って|がんばって',
  '無理(?:する|しない)(?:な|で)|お疲れ(?:さま|様)?(?:でした)?|おつかれ(?:さま)?(?:でした)?|いつでも(?:待って(?:い)?(?:る|ます)|呼んで)',
);
const WISH = `(?:どうぞ|どうか|ぜひ|くれぐれも)?${WISH_WORD}`;
const NICE = oneOf(
  '(?:ぜひ|いつでも)?また(?:いつでも|ぜひ|お気軽に|是非)?(?:来て|きて|話しかけて|遊びに来て|話して|連絡して|声(?:を)?(?:かけて|掛けて)|聞きに来て|寄って|いらして|いらっしゃって|語ろう|話そう|遊ぼう|おしゃべりしよう|お話し(?:しよう|しましょう)|話しましょう|お越し|おいで|来い|来るがよい|[^、。!?]{1,10}?話を?(?:しよう|しましょう))(?:ください|くださいね|くださいませ|ね|よ|な)?(?:、(?:それでは|では))?',
  '(?:お話し?|話)(?:(?:が)?(?:でき|し)て?|せて)(?:とても|本当に)?(?:よかった|嬉しかった|うれしかった|楽しかった)(?:です)?',
  '(?:会話|話)(?:して|に付き合って)?くれてありがとう(?:ございました)?',
  '(?:今日|本日|今夜|今宵|きょう)は[、,]?(?:本当に|ほんと(?:に)?|色々(?:と)?|いろいろ(?:と)?|楽しい時間を|楽しいお話を|お話を?|付き合って|遊んで|来て|お付き合い)?[、,]?(?:くれて|いただき|くださり)?[、,]?(?:本当に|誠に)?(?:ありがと(?:う)?(?:ございました)?|楽しかった(?:です)?)',
  '楽しい(?:時間|ひととき)を(?:ありがとう(?:ございました)?|過ごせました)',
  'また(?:連絡|電話|LINE|line|ライン|メール|メッセージ)(?:する|します|くれ|ください|ちょうだい)',
  '[^。!?、\\n]{1,12}(?:から|ので|し|んで)[、,]?(?:もう|そろそろ|先に)?(?:行く|帰る|寝る|落ちる|失礼する|失礼します|寝ます|帰ります|行きます)(?=ね|わ|よ|ぞ|ぜ|[。!]|$)',
  'また(?:どこかで|の機会に|ご一緒しましょう)|(?:どうぞ|どうか)?(?:道中|お帰り(?:は|の際は))(?:、)?お気をつけて(?:ください)?(?:ませ)?',
  '(?:どうぞ|どうか)?(?:お)?気を?つけて(?:お帰り(?:ください)?|帰って)(?:ください)?(?:ませ)?',
  '(?:良い|よい|いい|素敵な|すてきな|素晴らしい|楽しい)(?:一日|1日|週末|夜|休日|お年|夢|時間|アニメライフ|一週間|アニメタイム)を(?:お?過ごし(?:ください|くださいね)?)?',
  '元気で(?:い(?:て|ろ)|過ごして|やって|ね|な|のう)(?:くれ|ください)?',
);
const MARK = oneOf(
  'ね|な|よ|ー|~|ぞ|ぜ|わ|や|にゃ(?:ん|あ)?|のう|じゃ|でござる|っす|ですわ?|ます|の|、|,|。|!|\\.|\\s|w|笑|[()^_;]|♪|♫|♡|❤|☆',
  '★|…|[\\p{Extended_Pictographic}\\u200d\\ufe0f]',
);
const NAME = oneOf(
  'みんな|先輩|先生|殿|若|旅の(?:人|者|お方)|お客(?:様|さん)|旦那(?:様)?|お嬢様?|兄弟|相棒|坊主|友よ|我が友(?:よ)?|戦友(?:よ)?',
  '[\\p{Script=Katakana}\\p{Script=Han}]{1,6}(?:さん|ちゃん|くん|君|様|殿|よ)',
);

const sticky = (source: string): RegExp => new RegExp(source, 'uy');

export const JAPANESE_PARTING: Parting = {
  farewell: sticky(oneOf(MEET_AGAIN, GOODBYE, LEAVE)),
  nice: sticky(NICE),
  wish: sticky(WISH),
  filler: sticky(oneOf(SO, NOW, MARK)),
  address: sticky(`[、,]?${NAME}${MARK}*$`),
};

const WHEN_ENGLISH = oneOf(
  'later|soon|around|tomorrow|tonight|next (?:time|week)|then|again(?: soon)?',
  'another (?:time|day)|in the morning|on \\w+day|(?:some|one) ?day|there|in a bit|by and by',
);
const GOODBYE_ENGLISH = oneOf(
  '(?:good|gud) ?bye|(?:bye|buh-?bye|baiii*)(?:[ -]bye)*',
  `see (?:you|ya|u|thee|ye)(?: ${WHEN_ENGLISH})*|cya|good ?night|g'?night|nighty? ?night`,
  'night|farewell',
  `(?:catch|talk to|speak to|chat with|text|hear from) (?:you|ya|u|thee)(?: ${WHEN_ENGLISH})+`,
  `(?:talk|chat|speak)(?: ${WHEN_ENGLISH})+|ttyl|later(?:s|z)?`,
  'until (?:next time|tomorrow|then|later|we (?:meet|speak|talk) again|the morrow)',
  "'?til (?:next time|tomorrow|then|we meet again)|so long|fare (?:thee|you|ye) well|adieu",
  'adios|cheerio|toodles|toodle-?oo|ciao|peace(?: out)?|gtg|g2g',
  "(?:i'?(?:ve)? ?)?(?:gotta|got to|have to|need to|must|should|had better|better)(?: really)? (?:go|run|bounce|dash|leave|jet|head out|get going|be going|be off|go to bed|hit the hay|sign off)(?: now| soon)?",
  "i(?:'m| am|'ll be) (?:off(?: to bed)?|outta here|out|heading (?:out|off|to bed)|going to bed|signing off|leaving)(?: now)?",
  'time (?:for bed|to go|for me to (?:go|leave|sleep))',
  "(?:may |'?til |until |perhaps )?(?:we|our paths)(?:'ll| will| shall| may)? (?:meet|cross|speak|talk) again(?: (?:some ?day|soon|one day|ere long))?",
  "that's all for (?:now|today|tonight)",
  "let's (?:call it a (?:day|night)|end (?:it )?here|wrap (?:it|this) up|stop here)(?: for (?:now|today))?",
  'sweet dreams|take care(?: of yourself)?',
);
const NICE_ENGLISH = oneOf(
  'have (?:yourself )?a (?:great|good|nice|wonderful|lovely|blessed|fine|safe) (?:day|one|night|evening|weekend|time|rest of your \\w+|trip|afternoon)',
  '(?:all the best|best wishes|best of luck|godspeed|fair winds|good luck)(?: (?:to|for) (?:you|ya|thee|all|everyone))?',
  'sleep (?:well|tight)|rest well|stay safe|be safe|be well|stay well|keep well',
  "(?:it was |it has been |it's been |was )?(?:so )?(?:nice|great|good|fun|lovely|a pleasure) (?:talking|chatting|speaking|catching up)(?: (?:to|with) (?:you|ya|thee))?",
  'thanks?(?: you)? for (?:the )?(?:chat|chatting|talk|talking|listening)|i had fun',
);
const FILLER_ENGLISH = oneOf(
  "(?:ok(?:ay)?|well|anyways?|alright|all right|right|so|and|oh|aye|arr+|then|for now|but|now|welp|cool|yeah|it's)\\b",
  '(?:xo)+|lol\\b|[\\s!.,;~…:)(<3-]|[\\p{Extended_Pictographic}\\u200d\\ufe0f]',
);
const NAME_ENGLISH =
  '(?:(?:my|dear|old|good|sweet|brave|young|thou) )*(?!(?:ago|as|is|was|to|of|for|that|on|about|in|if|when|with|at|than)\\b)[a-z]{1,12}(?: [a-z]{1,12})?';

export const ENGLISH_PARTING: Parting = {
  farewell: sticky(`${GOODBYE_ENGLISH}(?![a-z])`),
  nice: sticky(`${NICE_ENGLISH}(?![a-z])`),
  wish: sticky('thanks?(?: you)?(?![a-z])'),
  filler: sticky(FILLER_ENGLISH),
  address: sticky(`(?<=[, ])(?:for now|${NAME_ENGLISH})${FILLER_ENGLISH}*$`),
};
