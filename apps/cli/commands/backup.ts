import path from 'node:path';
import { Command } from 'commander';
import { backUp } from '../backup/back-up.js';
import { restore } from '../backup/restore.js';
import { verificationText } from '../format/verification.js';
import type { Host } from '../host.js';
import { dataDirectory, type GlobalOptions } from '../session.js';

/** `backup` and `restore`: a data directory's way to safety and back. */
export function backupCommands(host: Host): Command[] {
  return [backupCommand(host), restoreCommand(host)];
}

function backupCommand(host: Host): Command {
  return new Command('backup')
    .summary('copy the data of a running exchange')
    .description(
      "Copy the data directory's store, as of one instant, with keys and version. The exchange may be running.\nViews are left out: they are made anew from the events. The copy holds the keys: keep it as safe as they are.",
    )
    .argument('<directory>', 'a new or empty directory')
    .addHelpText('after', '\nExample:\n  orebook backup /backups/2026-11-23 --data-dir .orebook')
    .action(async (directory: string, _options: unknown, command: Command) => {
      const globals = command.optsWithGlobals<GlobalOptions>();
      const target = path.resolve(host.options.workingDirectory, directory);
      const made = await backUp(dataDirectory(host, globals), target);
      await host.print(
        globals.json === true
          ? JSON.stringify(made, undefined, 2)
          : `${made.source} is backed up in ${made.target}: ${made.events} events, ${(made.bytes / 1e6).toFixed(1)} MB`,
      );
    });
}

function restoreCommand(host: Host): Command {
  return new Command('restore')
    .summary('make a data directory from a backup')
    .description(
      'Copy a backup into a data directory, after all in it was re-run and found equal. What differs or is\nof another version is not restored.',
    )
    .argument('<backup>', 'a directory that `orebook backup` made')
    .argument('<dataDir>', 'a new or empty directory')
    .option('--force', 'replace what is in the data directory')
    .addHelpText(
      'after',
      '\nExample:\n  orebook restore /backups/2026-11-23 .orebook-restored\n  OREBOOK_DATA_DIR=.orebook-restored npm start',
    )
    .action(async (backup: string, dataDir: string, options: { force?: true }, command: Command) => {
      const { workingDirectory } = host.options;
      const [source, target] = [
        path.resolve(workingDirectory, backup),
        path.resolve(workingDirectory, dataDir),
      ];
      const verified = await restore(source, target, options.force === true);
      const { json } = command.optsWithGlobals<GlobalOptions>();
      await host.print(
        json === true
          ? JSON.stringify({ source, target, ...verified }, undefined, 2)
          : `${verificationText(verified)}\nrestored into ${target}`,
      );
    });
}
