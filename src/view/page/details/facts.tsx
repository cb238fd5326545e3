// What is known of one reply besides its text, each fact with its name. Start at `Facts`.
import type { ComponentChildren } from 'preact';
import type { Column, Talk } from '../../../compare/comparison.ts';
import { retold } from '../../../words/retell.ts';
import { joinTexts, say, type Text } from '../../../words/text.ts';
import { milliseconds, number, size, UNKNOWN } from '../numbers.ts';
import { t, told } from '../words.ts';
import type { FoundTake } from './place.ts';

interface FactsProps {
  column: Column;
  talk: Talk | null;
  found: FoundTake;
}

export function Facts({ column, talk, found }: FactsProps) {
  return (
    <>
      <ReplyFacts found={found} />
      <ModelFacts column={column} />
      <RecordFacts talk={talk} found={found} />
    </>
  );
}

function ReplyFacts({ found: { reply, take } }: Pick<FactsProps, 'found'>) {
  return (
    <Group title={say('Reply')}>
      <Fact name={say('finish reason')}>
        {t(joinTexts(' · ', [reply.finish.unified, say('recorded as {raw}', { raw: reply.finish.raw })]))}
      </Fact>
      <Fact name={say('outcome')}>{t(say(reply.outcome))}</Fact>
      <Fact name={say('prompt tokens')}>{number(take.promptTokens)}</Fact>
      <Fact name={say('of these reused')}>{number(take.reusedTokens)}</Fact>
      <Fact name={say('tokens generated')}>{number(take.replyTokens)}</Fact>
      <Fact name={say('time to the first token')}>{milliseconds(take.timeToFirstTokenMs)}</Fact>
      <Fact name={say('time of generating')}>{milliseconds(take.generateMs)}</Fact>
      <Fact name={say('tokens/s')}>{number(take.tokensPerSecond)}</Fact>
      {take.attempts > 1 && <Fact name={say('attempts')}>{number(take.attempts)}</Fact>}
      {(take.droppedTurns ?? 0) > 0 && (
        <Fact name={say('oldest turns left out of the prompt')}>{number(take.droppedTurns)}</Fact>
      )}
      {take.costUsd !== null && take.costUsd > 0 && <Fact name={say('cost')}>{`$${take.costUsd.toPrecision(3)}`}</Fact>}
      <Warnings warnings={take.warnings} />
    </Group>
  );
}

function ModelFacts({ column: { model, facts, template } }: Pick<FactsProps, 'column'>) {
  return (
    <Group title={say('Model')}>
      <Fact name={say('model')}>{model}</Fact>
      {facts.file !== null && (
        <Fact name={say('file')}>
          {t(joinTexts(' · ', [facts.file, facts.fileType, facts.fileBytes === null ? null : size(facts.fileBytes)]))}
        </Fact>
      )}
      {facts.server !== null && <Fact name={say('server')}>{facts.server}</Fact>}
      <Fact name={say('digest of the weights')}>{code(facts.weightsDigest)}</Fact>
      <Fact name={say('engine')}>{facts.engine ?? UNKNOWN}</Fact>
      <Fact name={say('device')}>{facts.device ?? UNKNOWN}</Fact>
      <Fact name={say('threads')}>{number(facts.threads)}</Fact>
      <Fact name={say('context size')}>{number(facts.contextSize)}</Fact>
      <Fact name={say('template')}>
        {template === null
          ? UNKNOWN
          : t(joinTexts(' · ', [template.id, template.why === null ? null : retold(template.why)]))}
      </Fact>
      <Warnings warnings={facts.warnings} />
    </Group>
  );
}

function RecordFacts({ talk, found: { take } }: Pick<FactsProps, 'talk' | 'found'>) {
  return (
    <Group title={say('Record')}>
      <Fact name={say('seed of the turn')}>{take.seed === null ? UNKNOWN : String(take.seed)}</Fact>
      <Fact name={say('seed of the conversation')}>{talk?.seed == null ? UNKNOWN : String(talk.seed)}</Fact>
      <Fact name={say('hash of the prompt')}>{code(take.promptHash)}</Fact>
      <Fact name={say('key of the conversation')}>{code(talk?.key ?? null)}</Fact>
    </Group>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Fact name={say('warnings')}>
      <ul class="warnings">
        {warnings.map((warning) => (
          <li key={warning}>{told(warning)}</li>
        ))}
      </ul>
    </Fact>
  );
}

function Group({ title, children }: { title: Text; children: ComponentChildren }) {
  return (
    <section class="details-part">
      <h3>{t(title)}</h3>
      <dl class="facts">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: Text; children: ComponentChildren }) {
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function code(text: string | null) {
  return text === null ? UNKNOWN : <code>{text}</code>;
}
