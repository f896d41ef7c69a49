#!/usr/bin/env node
// Starts the compiled command line. A fresh checkout is built once; nothing is ever downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = new URL('../../../dist/apps/cli/main.js', import.meta.url);

if (!existsSync(main)) {
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  if (existsSync(compiler)) {
    process.stderr.write('orebook: first run, building once (npm run build)...\n');
    const build = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (build.status !== 0) process.stderr.write('orebook: the build reported errors (see above)\n');
  }
}

if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write('orebook: not built yet; run `npm run build` in the checkout first\n');
  process.exitCode = 2;
}
