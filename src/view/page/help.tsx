// Every key, in a dialog. Start at `Help`.
import { say } from '../../words/text.ts';
import { Frame } from './frame.tsx';
import { KEYS } from './keyboard.ts';
import { t } from './words.ts';

export function Help() {
  return (
    <Frame heading={t(say('Keys'))} size="wide">
      <div class="keys">
        {KEYS.map(({ name, keys }) => (
          <section key={name}>
            <h3>{t(say(name))}</h3>
            <dl>
              {keys.map(({ keys: names, does }) => (
                <div key={does}>
                  <dt>
                    {(names.length > 2 ? [`${names[0]}–${names.at(-1)}`] : names).map((key) => (
                      <kbd key={key}>{SIGNS[key] ?? key}</kbd>
                    ))}
                  </dt>
                  <dd>{t(say(does))}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Frame>
  );
}

const SIGNS: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc' };
