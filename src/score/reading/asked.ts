// What the user's line asks of the character. Start at `complains`.
import type { TalkTurn } from '../check.ts';
import { fold } from './folded.ts';

const COMPLAINT =
  /短く|短め|手短|簡潔|一言|ひとこと|長い|長す|長っ|回りくど|タメ口|ため口|敬語|口調|くだけ|カジュアル|堅苦|丁寧|話し方|喋り方|しゃべり方|しゃべって|標準語|short|too long|brief|fewer words|wordy|formal|casual|polite/;

/** The user wants it shorter or in other words. */
export function complains({ user, probe }: TalkTurn): boolean {
  return probe === 'complaint-length' || probe === 'complaint-register' || COMPLAINT.test(fold(user).text);
}

const QUESTION =
  /[?]|(?:です|ます|でした|ました|でしょう|ません)か(?:ね|な|ねえ)?[。!.~\s]*$|(?:教えて|おしえて|聞かせて|話して|紹介して|知りたい|言ってみて|答えて|挙げて|あげて)(?:よ|ね|くれ|ほしい|欲しい|ください|くださ|みて|もら|いただ|[。!.~\s]|$)|\b(?:tell|show|teach) me\b|\btell us\b/;

/** The user wants to be told something. */
export function asksSomething({ user }: TalkTurn): boolean {
  return QUESTION.test(fold(user).text);
}
