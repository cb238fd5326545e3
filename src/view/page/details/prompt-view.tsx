// The exact prompt, with what would be overlooked made visible, and a button that copies it as it is. Start at `PromptView`.
import { useState } from 'preact/hooks';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';
import type { WholePrompt } from './prompt-of.ts';
import { type PromptParts, signsOf } from './prompt-parts.ts';

interface PromptViewProps {
  prompt: WholePrompt;
  parts: PromptParts;
  turn: number;
}

export function PromptView({ prompt, parts, turn }: PromptViewProps) {
  return (
    <>
      <div class="prompt-tools">
        <p class="basis">{t(say('Underlined: what scenario and conversation say. The rest is the template.'))}</p>
        <CopyButton text={prompt.text} />
      </div>
      {parts.missing > 0 && (
        <p class="basis">
          {t(
            say(
              '{n} of {all} texts of the conversation are not in the prompt word for word: the template leaves them out or changes them.',
              {
                n: parts.missing,
                all: parts.all,
              },
            ),
          )}
        </p>
      )}
      <pre class="prompt">
        {pieces(prompt, parts).map((piece, index) => (
          <Piece key={index} piece={piece} turn={turn} />
        ))}
      </pre>
    </>
  );
}

type Shown = { kind: 'template' | 'said'; text: string } | { kind: 'new' };

/** A sign stands where the prompt begins to differ from that of the turn before. */
function pieces({ kept }: WholePrompt, { parts }: PromptParts): Shown[] {
  let at = 0;
  return parts.flatMap((part): Shown[] => {
    const cut = kept - at;
    at += part.text.length;
    if (cut <= 0 || cut > part.text.length) return kept > 0 && cut === 0 ? [{ kind: 'new' }, part] : [part];
    if (cut === part.text.length) return [part];
    return [{ ...part, text: part.text.slice(0, cut) }, { kind: 'new' }, { ...part, text: part.text.slice(cut) }];
  });
}

function Piece({ piece, turn }: { piece: Shown; turn: number }) {
  if (piece.kind === 'new')
    return (
      <span class="prompt-new">{t(say('the prompt of turn {turn} was the same up to here', { turn: turn - 1 }))}</span>
    );
  return <span class={`prompt-${piece.kind}`}>{signsOf(piece.text).map(({ text, sign }) => signed(text, sign))}</span>;
}

function signed(text: string, sign: string | null) {
  if (sign === null) return text;
  return (
    <>
      <span class="sign">{sign}</span>
      {text === '\n' && text}
    </>
  );
}

function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  const labels = { ready: say('copy'), copied: say('copied'), failed: say('the browser did not allow it') };
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <button type="button" onClick={copy} aria-live="polite">
      {t(labels[state])}
    </button>
  );
}
