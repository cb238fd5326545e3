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

// Unpacking goes on while the frame is drawn.
const taking = takeIn();
taking.catch(() => {});
followAddress(() => void openComparison());
listenToKeys();
keepWarm();
const root = document.getElementById('page');
if (root) render(<App />, root);
try {
  source.value = await taking;
  if (source.value.runs === null || view.value.runs.length > 0) await openComparison();
} catch (error) {
  problem.value = error instanceof Error ? error.message : String(error);
}
