// The page of `report` and `view`: reads what it was given, and draws it. Start here.
import { render } from 'preact';
import './tokens.css';
import './page.css';
import './bar.css';
import './grid.css';
import './dialogs.css';
import './print.css';
import { followAddress } from './address.ts';
import { App } from './app.tsx';
import { problem, source } from './data.ts';
import { takeIn } from './intake.ts';
import { listenToKeys } from './keyboard.ts';
import { openComparison } from './open.ts';
import { view } from './view-state.ts';
import { keepWarm } from './warm.ts';

followAddress(() => void openComparison());
listenToKeys();
keepWarm();
try {
  source.value = takeIn();
  const opening = source.value.runs === null || view.value.runs.length > 0 ? openComparison() : null;
  // A file's replies are here in a moment: then all is drawn at once. A server may take a while.
  if (!source.value.isLive) await opening;
} catch (error) {
  problem.value = error instanceof Error ? error.message : String(error);
}
const root = document.getElementById('page');
if (root) render(<App />, root);
