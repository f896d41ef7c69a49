import { Command, Option } from 'commander';
import { ACT_COLUMNS, actText, type Act } from '../format/act.js';
import type { Host } from '../host.js';
import { tellList, withListOptions, type ListOptions } from '../list.js';
import { Session } from '../session.js';
import { proposeCommand } from './act-proposals.js';

/** `act ...`: the authority's and the supervisors' decisions. */
export function actCommand(host: Host): Command {
  const act = new Command('act')
    .summary('propose, approve, withdraw and show acts of policy')
    .description('Acts of policy: floors, membership, annexes, certificates, phases.')
    .addHelpText(
      'after',
      '\nExamples:\n  orebook act propose floor NDPR-OXIDE 120.00 --reason "decision 12" --as <proposer>\n  orebook act approve ACT-42 --as <approver>\n  orebook act list --state proposed',
    );
  act.addCommand(proposeCommand(host));
  act.addCommand(signing(host, 'approve', 'Sign an act that somebody else proposed.'));
  act.addCommand(signing(host, 'withdraw', 'Withdraw an act before it takes effect.'));
  act.addCommand(show(host));
  act.addCommand(list(host));
  return act;
}

function signing(host: Host, verb: 'approve' | 'withdraw', description: string): Command {
  return new Command(verb)
    .description(description)
    .argument('<act>', 'such as ACT-42')
    .action(async (actId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const whenUnknown = `look at it with: orebook act show ${actId}`;
      const { body } = await session.api.request<Act>('POST', `${actPath(actId)}/${verb}`, { whenUnknown });
      await session.tell(body, () => actText(body));
    });
}

function show(host: Host): Command {
  return new Command('show')
    .description('Show an act: what it changes, who signed, which books follow it.')
    .argument('<act>', 'such as ACT-42')
    .action(async (actId: string, _options: unknown, command: Command) => {
      const session = await Session.open(host, command);
      const { body } = await session.api.get<Act>(actPath(actId));
      await session.tell(body, () => actText(body));
    });
}

interface ActOptions {
  readonly state?: string;
  readonly type?: string;
  readonly instrument?: string;
}

function list(host: Host): Command {
  return withListOptions(
    new Command('list')
      .description('List acts.')
      .addOption(
        new Option('-s, --state <state>', 'of this state alone').choices([
          'proposed',
          'decided',
          'withdrawn',
        ]),
      )
      .option('-t, --type <type>', 'of this kind alone, such as setFloor')
      .option('-i, --instrument <instrument>', 'about this instrument alone')
      .addHelpText(
        'after',
        '\nExamples:\n  orebook act list --state proposed\n  orebook act list --type registerCertificate --instrument NDPR-OXIDE',
      ),
  ).action(async (options: ListOptions & ActOptions, command: Command) => {
    const session = await Session.open(host, command);
    const { state, type, instrument } = options;
    await tellList(session, '/v1/acts', { state, type, instrument }, options, ACT_COLUMNS, 'no acts');
  });
}

function actPath(actId: string): string {
  return `/v1/acts/${encodeURIComponent(actId)}`;
}
