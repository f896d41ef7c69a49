import { Command, Option } from 'commander';
import { POISON_COLUMNS, poisonText, type PoisonMessage } from '../format/poison.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';
import { unknownOutcome } from './order-requests.js';

const EXAMPLES = `
Examples:
  orebook poison list --as <supervisor>
  orebook poison show 3-17 --as <supervisor>
  orebook poison resend 3-17 --reason "the engine of 2 December knows the field" --as <supervisor>
  orebook poison discard 3-17 --reason "its desk has sent it anew" --as <supervisor>
  orebook poison list --status discarded --as <supervisor>`;

/** `poison ...`: messages that no book could decide. */
export function poisonCommand(host: Host): Command {
  const poison = new Command('poison')
    .summary('list, show, send again and discard messages that no book could decide')
    .description(
      'Messages on the bus that were set aside: they are no command, or a command that engines have stopped at three times. For supervisors.',
    )
    .addHelpText('after', EXAMPLES);
  poison.addCommand(list(host));
  poison.addCommand(show(host));
  poison.addCommand(
    deciding(
      host,
      'resend',
      'Send a message again as it is, once its cause is gone. It counts once, however often it is sent; one whose cause is still there is set aside again, under a new name.',
    ),
  );
  poison.addCommand(
    deciding(host, 'discard', 'Give a message up. It stays on record and can never be sent again.'),
  );
  return poison;
}

function list(host: Host): Command {
  return withListOptions(
    new Command('list')
      .description('List messages that were set aside, oldest first.')
      .addOption(
        new Option(
          '-s, --status <status>',
          'of this status alone (default: what waits for a decision or for an engine)',
        ).choices(['setAside', 'resending', 'resent', 'discarded']),
      )
      .addHelpText('after', '\nExample:\n  orebook poison list --status resent --as <supervisor>'),
  ).action(async (options: ListOptions & { readonly status?: string }, command: Command) => {
    const session = await Session.open(host, command);
    const { status } = options;
    await tellList(session, '/v1/poison', { status }, options, POISON_COLUMNS, 'no messages');
  });
}

function show(host: Host): Command {
  return new Command('show')
    .description('Show a message: why it was set aside, what it says, what is still wrong with it.')
    .argument('<message>', 'such as 3-17')
    .addHelpText('after', '\nExample:\n  orebook poison show 3-17 --as <supervisor>')
    .action(async (messageId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<PoisonMessage>(messagePath(messageId));
      await session.tell(body, () => poisonText(body));
    });
}

function deciding(host: Host, verb: 'resend' | 'discard', description: string): Command {
  return new Command(verb)
    .description(description)
    .argument('<message>', 'such as 3-17')
    .requiredOption('-r, --reason <reason>', 'kept with the decision for ever')
    .addHelpText(
      'after',
      `\nExample:\n  orebook poison ${verb} 3-17 --reason "decided with the desk" --as <supervisor>`,
    )
    .action(async (messageId: string, { reason }: { readonly reason: string }, command: Command) => {
      const session = await Session.open(host, command);
      const whenUnknown = `the same again does no harm; look with: orebook poison show ${messageId}`;
      const { status, body } = await session.api.request<PoisonMessage>(
        'POST',
        `${messagePath(messageId)}/${verb}`,
        { json: { reason }, whenUnknown },
      );
      if (status === 202)
        throw unknownOutcome(`it is sent, and no engine has met it yet; ${whenUnknown}`, body);
      await session.tell(body, () => poisonText(body));
    });
}

function messagePath(messageId: string): string {
  return `/v1/poison/${encodeURIComponent(messageId)}`;
}
