// Builds the page of `report` and `view`: one HTML file with everything in it, which is shipped so that users never build.
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { dataElement } from './src/view/page-template.ts';
import { japanese } from './src/words/ja.ts';

/** The Japanese dictionary, as data. */
const words: Plugin = {
  name: 'words',
  transformIndexHtml: (html) => html.replace('<!-- words -->', () => dataElement('words-ja', JSON.stringify(japanese))),
};

export default defineConfig({
  root: path.join(import.meta.dirname, 'src/view/page'),
  logLevel: 'warn',
  plugins: [words, viteSingleFile({ removeViteModuleLoader: true })],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(import.meta.dirname, 'dist/view'),
    // The compiler has put its own files there.
    emptyOutDir: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Needs a native binding that not every installation has; it saves 5 kB.
    cssMinify: false,
    reportCompressedSize: false,
    rolldownOptions: { input: path.join(import.meta.dirname, 'src/view/page/page.html') },
  },
});
