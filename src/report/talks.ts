// Several conversations at once, without mixing them up: each is printed whole when it ends, unless it is the only one in progress, which
// streams. Start at `talksOn`.
import { inertLine, inertSpeech } from '../core/inert-text.ts';
import type { RunEvent } from '../run/events.ts';
import type { ConversationRecord, TurnRecord } from '../store/records.ts';
import { inBoth, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import type { Paint } from './paint.ts';
import { columnsOf, messageText, type Screen, shown } from './screen.ts';
import { describePersona, describePlay, describeSampled, describeTurn, recorded } from './wording.ts';

interface Talk {
  speakers: { user: string; char: string };
  /** What was written while others were in progress. */
  held: string;
  isStreaming: boolean;
  /** Of the reply in progress; null: no reply is in progress. */
  reply: string | null;
  isThinking: boolean;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one closure over the conversations in progress, one switch over all events.
export function talksOn(screen: Screen, paint: Paint) {
  const { stdout } = screen;
  const isTty = stdout.isTTY === true;
  const dress = dressFor(screen, paint);
  const { told } = dress;
  const talks = new Map<string, Talk>();
  /** Conversations that ended while another one was streaming. */
  let waiting = '';
  let isOneAtATime = true;

  const write = (talk: Talk, text: string): void => {
    if (talk.isStreaming) stdout.write(text);
    else talk.held += text;
  };
  const begin = (talk: Talk): void => {
    if (isTty) write(talk, `${paint('green', talk.speakers.char)}: `);
  };
  const stream = (talk: Talk): void => {
    talk.isStreaming = true;
    stdout.write(talk.held);
    talk.held = '';
    if (talk.reply === null) return;
    begin(talk);
    if (isTty) stdout.write(inertSpeech(talk.reply));
  };
  const end = (key: string, talk: Talk): void => {
    talks.delete(key);
    const isOtherStreaming = [...talks.values()].some((other) => other.isStreaming);
    if (isOtherStreaming) waiting += talk.held;
    else stdout.write(talk.held + waiting);
    if (!isOtherStreaming) waiting = '';
  };

  const tell = (event: RunEvent, talk: Talk): void => {
    switch (event.type) {
      case 'turn-start':
        write(talk, `\n${paint('cyan', talk.speakers.user)}: ${inertSpeech(event.user)}\n`);
        talk.reply = '';
        if (talk.isStreaming) begin(talk);
        break;
      case 'text': {
        // Leading white space belongs to the format, not to what was said.
        const text = talk.reply ? event.text : event.text.trimStart();
        talk.reply = (talk.reply ?? '') + text;
        if (isTty && talk.isStreaming) write(talk, inertSpeech(text));
        if (event.isThinking && !talk.isThinking && isTty && talk.isStreaming)
          write(talk, paint('dim', `${told(say('(thinking)'))} `));
        talk.isThinking = event.isThinking ?? false;
        break;
      }
      case 'retry':
        // The text so far does not count; it cannot be removed from a terminal, but it ends here.
        write(talk, `${isTty && talk.isStreaming ? '\n' : ''}${paint('dim', `  ${told(describeRetry(event))}`)}\n`);
        talk.reply = '';
        if (talk.isStreaming) begin(talk);
        break;
      case 'turn-end': {
        const { record, isReplay } = event;
        // What has streamed may have turned out to be thinking.
        const isWritten = isTty && talk.isStreaming && talk.reply?.toWellFormed().trim() === record.reply.trim();
        if (isTty && talk.isStreaming) write(talk, '\n');
        talk.reply = null;
        if (!isWritten) write(talk, `${paint('green', talk.speakers.char)}: ${inertSpeech(record.reply.trim())}\n`);
        for (const text of figuresOf(record, isReplay, dress)) write(talk, `${text}\n`);
        break;
      }
      case 'conversation-end':
        if (event.record.status === 'done') break;
        // An interrupted reply has left the cursor in its line.
        write(talk, `${isTty && talk.isStreaming ? '\n' : ''}${failureOf(event.record, dress)}\n`);
        break;
      default:
        break;
    }
  };

  return {
    follow(event: RunEvent): void {
      if (event.type === 'run-start') {
        isOneAtATime = event.mode === 'strict' || event.conversations === 1;
        return;
      }
      if (event.type === 'run-end') {
        for (const [key, talk] of talks) end(key, talk);
        return;
      }
      const key = keyOf(event);
      if (key === null) return;
      if (event.type === 'conversation-start') talks.set(key, newTalk(event, dress));
      const talk = talks.get(key);
      if (!talk) {
        // Its model could not play: it ends without having started.
        if (event.type === 'conversation-end' && event.record.status === 'failed')
          stdout.write(`${unstartedFailure(event.record, dress)}\n`);
        return;
      }
      // In fast mode the others start right after the first: only when its reply arrives is it certain whether it is alone.
      const isCertain = isOneAtATime || event.type === 'text' || event.type === 'turn-end';
      if (!talk.isStreaming && talks.size === 1 && isCertain) stream(talk);
      tell(event, talk);
      if (event.type === 'conversation-end') end(key, talk);
    },
  };
}

/** How texts become lines. */
interface Dress {
  paint: Paint;
  folded: (text: string) => string;
  told: (text: Text | string) => string;
}

function dressFor(screen: Screen, paint: Paint): Dress {
  return {
    paint,
    folded: (text) => fold(text, columnsOf(screen.stdout), 2),
    told: (text) => messageText(shown(text, screen), screen),
  };
}

/** What is known of a turn, and its warnings, a line each. */
function figuresOf(record: TurnRecord, isReplay: boolean, { paint, folded, told }: Dress): string[] {
  const warning = paint('yellow', told(say('warning')));
  return [
    paint('dim', folded(`  ${told(describeTurn(record, isReplay))}`)),
    ...record.warnings.map((text) => folded(`  ${warning} ${told(recorded(text))}`)),
  ];
}

function failureOf({ reason }: ConversationRecord, { paint, told }: Dress): string {
  return `${paint('red', told(say('failed')))} ${told(recorded(reason ?? ''))}`;
}

function unstartedFailure(record: ConversationRecord, dress: Dress): string {
  return `${inertLine(record.model)} · ${describePlay(record)}: ${failureOf(record, dress)}`;
}

function keyOf(event: RunEvent): string | null {
  if ('key' in event) return event.key;
  return event.type === 'turn-end' || event.type === 'conversation-end' ? event.record.key : null;
}

function newTalk(
  { scenario, sample, sampling, notSent }: Extract<RunEvent, { type: 'conversation-start' }>,
  { paint, folded, told }: { paint: Paint; folded: (text: string) => string; told: (text: Text | string) => string },
): Talk {
  const { persona, id, title, greeting } = scenario;
  const heading = inertLine(`${id}${sample > 1 ? ` #${sample}` : ''} ${told(inBoth(title))}`);
  const details = [
    say('persona {persona}', { persona: describePersona(persona) }),
    describeSampled(sampling, notSent),
  ].map(told);
  const speakers = { user: inertLine(persona.user), char: inertLine(persona.name) };
  const head = `\n${paint('bold', folded(heading))}\n${paint('dim', details.map((line) => folded(`  ${line}`)).join('\n'))}\n`;
  const opening =
    greeting === undefined
      ? ''
      : `\n${paint('green', speakers.char)}: ${inertSpeech(greeting.trim())}\n${paint('dim', `  ${told(say('greeting, not a reply of the model'))}`)}\n`;
  return {
    speakers,
    held: head + opening,
    isStreaming: false,
    reply: null,
    isThinking: false,
  };
}

function describeRetry({ reason, waitMs }: Extract<RunEvent, { type: 'retry' }>): Text {
  return say('retrying in {seconds} s: {reason}', { seconds: (waitMs / 1_000).toFixed(1), reason: recorded(reason) });
}
