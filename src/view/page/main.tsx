// The page of `report` and `view`: reads what it was given, and draws it. Start here.
import { render } from 'preact';
import './tokens.css';
import './page.css';
import { App } from './app.tsx';
import { loadComparison, problem, source } from './data.ts';
import { viewFrom } from './hash.ts';
import { takeIn } from './intake.ts';
import { view } from './view-state.ts';

view.value = viewFrom(location.hash);
const root = document.getElementById('page');
if (root) render(<App />, root);
try {
  source.value = await takeIn();
  if (source.value.runs === null || view.value.runs.length > 0) await loadComparison();
} catch (error) {
  problem.value = error instanceof Error ? error.message : String(error);
}
