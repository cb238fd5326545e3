/** 短く、手短に, without hair and skirts. */
const SHORTER =
  /(?:短く|短めに|短めで|手短に|簡潔に|コンパクトに)(?:$|[\s、。！？!?〜～ー♪wｗ]|して|しろ|しな|せよ|お願い|おねがい|頼|たの|話|はな|喋|しゃべ|答え|こたえ|返|言|いって|まとめ|ね|な|よ|で)/;
const OTHER_LENGTHS = /髪|爪|丈|スカート|ズボン|袖|紐|ひも|切っ|カット|距離|時間|期間/;
/** 話が長い, but not that of somebody else; a reply that is called nothing but long. */
const OF_THE_REPLY =
  /(?:^|[^の]|(?:お前|おまえ|あなた|君|きみ|あんた|そっち|さっき|今|いま)の)(?:返事|返信|話|文|文章|説明|答え|回答|セリフ|台詞|メッセージ|レス|ツッコミ|発言)(?:が|は|も|って|、|ちょっと|少し|すこし|めっちゃ|結構|けっこう|いちいち|だいぶ|かなり){0,3}(?:長い|長す|長過|長え|長ぇ|長っ|なげ|ながい|ながす|長くな)/;
const JUST_LONG =
  /^(?:いや|うーん|え|えっ|ちょ|ちょっと|だから|てか|もう|ごめん|あの|少し|、|…|\s){0,3}(?:長い|長す|長過|長え|長ぇ|長っ|なげえ|なげぇ|ながい|ながす)(?:ぎ|って|ってば|よ|ね|な|わ|です|る|て|[。！!…〜～ーwｗ、])*(?:$|短)/;
const ENGLISH =
  /\b(?:(?:that(?:'s| is| was)|you(?:'re| are)|your \w+(?:'s| is| are)|replies|answers|messages|responses)(?: still| way| far| a bit| much| getting)* too (?:long|wordy)|(?:way |far |still )?too (?:long|wordy)[.!]*$|^(?:way |far |still |much )?too (?:long|wordy)\b|(?:keep|make) (?:it|them|that|your \w+) (?:short|brief|shorter|briefer)|(?:be|more) (?:brief|concise)|be briefer|(?:fewer|less) words|long-winded|(?:reply|answer|write|talk|speak|respond)(?: a bit| much)? (?:shorter|more briefly|briefly)|(?:shorter|short) (?:replies|answers|messages|responses|please)|shorter,? please|^shorter\b)/i;
const LONG_SINCE = /\b(?:it(?:'s| has|'s been)|been|take|takes|took|waited?|far) (?:\w+ )?(?:way |far )?too long/i;

/**
 * Whether a user's line complains that replies are too long. Long days, short hair and other people's speeches are no complaint; a probe
 * in the scenario says more than any pattern.
 */
export function complainsOfLength(line: string): boolean {
  const text = line.trim().slice(0, 300);
  if (SHORTER.test(text) && !OTHER_LENGTHS.test(text)) return true;
  if (OF_THE_REPLY.test(text) || JUST_LONG.test(text)) return true;
  return ENGLISH.test(text) && !LONG_SINCE.test(text);
}
