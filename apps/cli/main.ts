import { runCli } from './program.js';

const HELP_COLUMNS_MAX = 100;

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  workingDirectory: process.cwd(),
  columns: Math.min(process.stdout.columns || HELP_COLUMNS_MAX, HELP_COLUMNS_MAX),
  out: (chunk) =>
    new Promise((done, fail) => process.stdout.write(chunk, (error) => (error ? fail(error) : done()))),
  err: (text) => process.stderr.write(text),
});
