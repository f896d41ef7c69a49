import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/**
 * `npm run core [-- --check]`: compiles the hot path to WebAssembly and writes it where the book finds it, as text, for the
 * core does no input and no output. With `--check` it writes nothing and fails when that text is not what this source gives.
 */
const target = fileURLToPath(new URL('../fast/core-code.ts', import.meta.url));
const options = [
  'index.ts',
  '--baseDir',
  fileURLToPath(new URL('.', import.meta.url)),
  '--outFile',
  'core.wasm',
];
const build = ['-O3', '--converge', '--noAssert', '--runtime', 'stub'];
const memory = ['--importMemory', '--sharedMemory', '--enable', 'threads'];
const pages = ['--initialMemory', '65536', '--maximumMemory', '65536'];

let code;
const { error, stderr } = await asc.main([...options, ...build, ...memory, ...pages], {
  writeFile: (_name, contents) => (code = contents),
});
if (error !== null || code === undefined || stderr.toString() !== '') {
  console.error(stderr.toString() || String(error));
  process.exit(1);
}
const LINE_BYTES = 48;
const lines = [];
for (let at = 0; at < code.length; at += LINE_BYTES) {
  lines.push(Buffer.from(code.subarray(at, at + LINE_BYTES)).toString('hex'));
}
const text = `// What \`npm run core\` makes of \`assembly/\`. Do not edit.\n/** The hot path as WebAssembly, two hexadecimal digits a byte. */\nexport const CORE_CODE = \`\n${lines.join('\n')}\n\`;\n`;
if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('libs/matching/fast/core-code.ts is not what its source gives: run `npm run core`');
  process.exit(1);
}
