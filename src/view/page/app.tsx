// The whole page: what is compared, or the list of what could be. Start at `App`.
import { say } from '../../words/text.ts';
import { comparison, problem } from './data.ts';
import { Figures } from './figures/figures.tsx';
import { view } from './view-state.ts';
import { t, told } from './words.ts';

export function App() {
  if (problem.value !== null)
    return (
      <p role="alert">{t(say('The data of this page cannot be read: {reason}', { reason: told(problem.value) }))}</p>
    );
  const compared = comparison.value;
  if (!compared) return <p role="status">{t(say('Loading…'))}</p>;
  return <main>{view.value.tab === 'figures' ? <Figures comparison={compared} /> : null}</main>;
}
