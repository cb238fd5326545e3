// Builds the page of `report` and `view`: one HTML file with everything in it, which is shipped so that users never build.
import path from 'node:path';
import { defineConfig } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

export default defineConfig({
  root: path.join(import.meta.dirname, 'src/view/page'),
  logLevel: 'warn',
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(import.meta.dirname, 'dist/view'),
    // The compiler has put its own files there.
    emptyOutDir: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    rolldownOptions: { input: path.join(import.meta.dirname, 'src/view/page/page.html') },
  },
});
