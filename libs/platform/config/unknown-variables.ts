import { ConfigurationError } from './configuration-error.js';
import { SERVICE_VARIABLES } from './load-service-config.js';
import type { Environment } from './variables.js';

const PREFIX = 'OREBOOK_';

/** What the command line and the compose files read: it may be set in the shell that starts a service. */
const OTHERS_VARIABLES = [
  'OREBOOK_URL',
  'OREBOOK_TOKEN',
  'OREBOOK_DEBUG',
  'OREBOOK_VERSION',
  'OREBOOK_EDGE_PORT',
] as const;

/** What Kubernetes tells every container of each service beside it, so of one that is called `orebook-…`. */
const SERVICE_LINKS = [
  /^OREBOOK_(?:\w+_)?SERVICE_(?:HOST|PORT(?:_\w+)?)$/,
  /^OREBOOK_(?:\w+_)?PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/,
];
const LINKED_ADDRESS = /^(?:tcp|udp|sctp):\/\//;

/**
 * Refuses variables of the product's prefix that nothing of the product reads: whoever set one meant something by it.
 * An empty variable counts as not set, one that Kubernetes sets by itself as meant for nobody.
 *
 * @throws ConfigurationError in one line that names each, and the known name that is most like it; never a value.
 */
export function refuseUnknownVariables(environment: Environment): void {
  const known = [...SERVICE_VARIABLES, ...OTHERS_VARIABLES];
  const unknown = Object.entries(environment)
    .filter(([name, value = '']) => name.startsWith(PREFIX) && value !== '' && !known.includes(name))
    .filter(([name, value = '']) => !isServiceLink(name, value))
    .map(([name]) => name)
    .sort();
  if (unknown.length === 0) return;
  const told = unknown.map(
    (name) => `${name} is no variable of Orebook: did you mean ${nearest(name, known)}?`,
  );
  throw new ConfigurationError(told.join(' '));
}

function isServiceLink(name: string, value: string): boolean {
  if (name.endsWith('_PORT') && LINKED_ADDRESS.test(value)) return true;
  return SERVICE_LINKS.some((form) => form.test(name));
}

/** The one to which the fewest letters lead; the first of several. */
function nearest(name: string, known: readonly string[]): string {
  const distances = known.map((other) => lettersBetween(name, other));
  return known[distances.indexOf(Math.min(...distances))] ?? '';
}

/** How many letters must be put in, taken out or changed to make one text of another (Levenshtein). */
function lettersBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const changed = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[other.length] ?? 0;
}
