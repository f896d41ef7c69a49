import { Command } from 'commander';
import { isoInstant } from '../arguments.js';
import { actText, type Act, type ActChangeText } from '../format/act.js';
import type { Host } from '../host.js';
import { Session } from '../session.js';

/** What every proposal says beside its change. */
export interface ProposalOptions {
  readonly reason: string;
  readonly effective?: string;
}

/** A command that proposes one kind of change. */
export function proposal(name: string, summary: string): Command {
  return new Command(name)
    .description(`Propose ${summary}.`)
    .requiredOption('-r, --reason <text>', 'why; it is kept for ever')
    .option('--effective <instant>', 'when it takes effect (default: as soon as it is decided)', isoInstant);
}

/** Sends a proposal and tells the act. */
export async function propose(
  host: Host,
  command: Command,
  change: ActChangeText,
  options: ProposalOptions,
): Promise<void> {
  const session = await Session.open(host, command);
  const json = { change, reason: options.reason, effectiveTime: options.effective };
  const whenUnknown = 'look whether it was proposed with: orebook act list';
  const { body } = await session.api.request<Act>('POST', '/v1/acts', { json, whenUnknown });
  await session.tell(body, () => actText(body));
}
