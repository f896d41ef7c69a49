import { resolve } from 'node:path';
import type { BlocConfig, VenueConfig } from '#platform';

/** Where the command line looks when it is told nothing. */
const CLI_URL = 'http://127.0.0.1:3000';
const CLI_DATA_DIR = '.orebook';

/**
 * What a newcomer needs next, printed once the venue takes orders.
 *
 * @param url - where the venue listens.
 * @param fresh - whether this start made the data directory.
 */
export function welcome(url: string, venue: VenueConfig, bloc: BlocConfig, fresh: boolean): string {
  const userWith = (role: string): string =>
    bloc.users.find(({ roles }) => roles.some((held) => held === role))?.userId ?? role;
  const instrument = bloc.instruments[0]?.spec.instrumentId ?? '';
  const lines = [
    `Orebook is open at ${url}`,
    `  bloc     ${bloc.name}${bloc.illustrative ? ' (illustrative: says nothing of real states and firms)' : ''}`,
    `  trading  ${bloc.instruments.length} instruments, ${bloc.desks.length} desks of ${bloc.members.length} member states`,
    `  data     ${venue.dataDir} (${fresh ? 'made now' : 'goes on where it stopped'})`,
    `  API      ${url}/docs`,
    '',
    'Next, in another terminal:',
    ...settings(url, venue),
    `  npx orebook instruments --as ${userWith('trader')}`,
    `  npx orebook book ${instrument} --as ${userWith('trader')}`,
    `  npx orebook audit verify --as ${userWith('regulator')}`,
    `  npx orebook --help`,
    '',
    'Ctrl-C stops it; the next start goes on where it stopped.',
  ];
  return lines.join('\n');
}

/** What the command line must be told of a venue that is not where it looks by itself. */
function settings(url: string, { dataDir }: VenueConfig): string[] {
  const told = [
    ...(url === CLI_URL ? [] : [`OREBOOK_URL=${url}`]),
    ...(resolve(dataDir) === resolve(CLI_DATA_DIR) ? [] : [`OREBOOK_DATA_DIR=${resolve(dataDir)}`]),
  ];
  return told.length === 0 ? [] : [`  export ${told.join(' ')}`];
}
