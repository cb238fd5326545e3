import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TalkTurn, type TurnCheck } from '../check.ts';
import { asksSomething } from '../reading/asked.ts';
import { fold } from '../reading/folded.ts';
import { hitsIn, judgedHits, type Phrase } from '../reading/phrases.ts';
import { type SaidSentence, saidIn } from '../reading/said.ts';

/**
 * The user asked, and the reply promises to tell another time. The value is the number of such promises. It fails when the reply has nothing
 * else to say, apart from hesitation (いっぱいありすぎて迷うな); with an answer beside it it warns. What cannot be answered, a farewell or an
 * invitation may be put off.
 */
export const deferral: TurnCheck<'deferral'> = {
  id: 'deferral',
  version: 1,
  unit: 'turn',
  onPartial: 'never',
  run(turn): Finding {
    if (turn.probe !== null && MAY_BE_PUT_OFF.has(turn.probe))
      return notApplicable(say('putting something off is fine here'));
    if (!asksSomething(turn)) return notApplicable(say('the user asked nothing'));
    const user = fold(turn.user).text;
    if (MAY_BE_LATER.test(user)) return notApplicable(say('putting something off is fine here'));
    const hits = hitsIn(turn, DEFERRALS);
    if (hits.length === 0) return passed(say('nothing is put off'), 0);
    const putOff = new Set(hits.map(({ sentence }) => sentence));
    const hasAnswer = saidIn(turn).some((sentence) => answers(sentence, putOff.has(sentence)));
    const judged = hasAnswer ? hits.map((hit) => ({ ...hit, result: 'warn' as const })) : hits;
    return judgedHits(turn, judged, {
      none: say('nothing is put off'),
      message: (words) =>
        hasAnswer
          ? say('the reply puts something off: "{words}"', { words })
          : say('the reply puts off a question instead of answering it: "{words}"', { words }),
    });
  },
};

const MAY_BE_PUT_OFF: ReadonlySet<TalkTurn['probe']> = new Set([
  'unanswerable',
  'farewell',
  'temptation',
  'complaint-length',
  'complaint-register',
]);

/** An invitation, a plan, or a request to look it up: to think about it or to look it up is an answer. */
const MAY_BE_LATER =
  /(?:ない|ません(?:か)?|う|行け(?:る|ます)?(?:か)?|どう)[?]|(?:調べ|検索|確認|探し|考え|待って|覚えて)|いつ(?:教え|話|返)|続き|また今度|あとで|後で|\blet's\b|\bshall we\b|\bwanna\b|\blook (?:it )?up\b|\bcheck\b|\blater\b/;

/** Titles and names are answers; so is any sentence that is more than an interjection or hesitation. */
function answers({ text, whole }: SaidSentence, isPutOff: boolean): boolean {
  if (/『[^』]+』|「[^」]+」/.test(whole)) return true;
  if (isPutOff) return STATEMENT.test(text);
  if (HESITATION.test(text)) return false;
  const rest = text.replace(INTERJECTIONS, '').replace(/[^\p{L}\p{N}]/gu, '');
  return rest.length >= 4;
}

/** Before the promise, in the same sentence. */
const STATEMENT = /(?:だよ|かな|だね|です(?:よ|ね)?|だった|ます(?:よ|ね)?|あるよ|いるよ|好きだ?よ?)(?:、|けど|が、)/u;
const HESITATION =
  /(?:いろいろ|色々|たくさん|いっぱい)(?:あ|い|好|見)|ありすぎ|多すぎ|多くて|迷[うっわい]|悩[むみん]|難し|むずかし|むず|うーん|ええと|えーと|なんだろ|何だろ|忙し|時間がな|長くなる|急に(?:言|聞)|言えない|一言では|選べな|決められな|決めきれ|もちろん(?:いい|[!。]|$)|いい(?:質問|よ[!。]?$)|それは(?:ね|です)|hmm|so many|too many|hard to (?:choose|pick|say)|good question|can't (?:choose|decide|pick)/u;
const INTERJECTIONS =
  /(?:えー+と?|えっと|あー+|うー*ん|お+[ー、!]|はい|うん|そう(?:だ|です)?(?:な|ね)+|ごめん(?:ね|なさい)?|すみません|申し訳(?:ござい|あり)ません|了解(?:です)?|わかった|もちろん(?:です)?(?:よ)?|おっけー?|オッケー|いいね|なるほど|あの|まあ|へえ|やあ|sure|well|oh|yeah|yes|sorry|ok(?:ay)?|haha|lol)/gu;

const TELL =
  '(?:教え|話[しすそ]|お話し|言[いうお]|伝え|お伝え|答え|お答え|説明|語[りるろ]|知らせ|連絡|紹介|ご紹介|返事|リスト|まとめ|おすすめ(?:し|を)|送[るりろ]|詳しく)';
const LATER =
  '(?:あとで|後で|のちほど|後ほど|今度|こんど|次(?:に)?会(?:った|う)(?:とき|時|とこ)?|次(?:回|の機会)|そのうち|いつか|また(?:いつか|別の機会|次の機会)|近いうちに?|近々|明日|改めて|帰ったら|時間があ(?:る|れば|った)(?:とき|時|ら)?|機会があ(?:れば|ったら))';

/** Promises to tell another time. To show or to lend something another time is a plan between friends, and not meant. */
const DEFERRALS: readonly Phrase[] = [
  new RegExp(`${LATER}(?!見|は)[^。!?\\n]{0,14}?${TELL}[^。!?\\n]{0,6}?(?:よ|ね|る|ます|う|から|わ|ぞ|$)`, 'u'),
  /(?:考えて|考え)(?:おきます|おくね?|おく[よわ]|とく(?:ね|よ|わ)?|みます(?!と)|みる(?:ね|よ|わ|[。!]|$))/u,
  /(?:調べ|検索し|探し|リサーチし|確認し|思い出し|まとめ)て(?:みます|みる(?:ね|よ|わ|から|[。!]|$)|おきます|おく(?:ね|よ|わ|[。!]|$)|きます|くる(?:ね|よ|わ|[。!]|$)|お(?:伝え|知らせ|教え))/u,
  /(?:ちょっと|少し|少々|しばらく)?(?:お)?待(?:って|ち)(?:て|ください|くださいね|ね|下さい)?[、。!]?\s?(?:今|いま)?(?:、)?(?:調べ|検索|思い出|考え|確認|まとめ)/u,
  /(?:少々|しばらく|少し)お待ち(?:ください|下さい)/u,
  /(?:それ|その話|詳しく|続き|答え|返事)(?:は|について|に関して)?(?:ね、)?(?:また(?:今度|の機会|後で|あとで|いつか|次回)|今度|後で|あとで|次回|のちほど|後ほど|次の(?:機会|お楽しみ))(?:に|で|ね|な|の?お楽しみ|[。!]|$)/u,
  /^(?:また今度|また(?:の|次の)機会に|またあとで|また後で|あとで|後で|今度)(?:ね|な|にしよう|で|にして)?[。!~ー]*$/u,
  /(?:思い出し|決ま|見つか|見つけ|わか|分か|決め|リスト(?:を作っ|アップし|し)|まとめ)(?:っ)?たら[^。!?\n]{0,10}?(?:教え|話|言|伝え|連絡|送|知らせ)/u,
  /\b(?:i'll|i will|i can|let me|lemme|gonna)\b[^.!?\n]{0,30}?\b(?:tell|explain|let you know|share|answer|talk|text|message)\b[^.!?\n]{0,25}?\b(?:later|soon|next time|another time|tomorrow|some ?day|in a bit|when i (?:remember|know|can))\b/,
  /\b(?:i'll|i will|let me) (?:get back to you|think about (?:it|that)|look (?:it|that|into it|into that)(?: up)?|check (?:on )?(?:it|that)|find out|do some research)\b/,
  /\b(?:ask me (?:again )?later|tell (?:you|ya) later|some other time|maybe (?:later|next time)|give me a (?:sec|second|moment|minute) (?:to|while))\b/,
].map((pattern) => ({ pattern, result: 'fail' }));
