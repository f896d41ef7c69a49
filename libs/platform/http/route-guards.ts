import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { TokenVerifier } from '../identity/token-verifier.js';
import type { VenueUser } from '../identity/venue-user.js';
import type { RefusalRecorder } from '../refusals/refusal-recorder.js';
import type { VenueRequest } from './access.js';
import { BearerTokens } from './bearer-tokens.js';
import { acceptedTypeOf, contentTypeProblem } from './body-parsers.js';
import { isDocumentation } from './open-api.js';
import { ProblemException } from './problem.js';
import type { RouteAccess, RouteTable } from './route-table.js';
import { malformed } from './validation.js';

type Done = (error?: Error) => void;

/** What the guards of the routes need of the process. */
export interface RouteGuardParts {
  readonly table: RouteTable;
  readonly verifier: TokenVerifier;
  readonly recorder: RefusalRecorder;
}

/**
 * Sets a guard before every route that is not public, as it is registered. To be called before the routes are there.
 *
 * @returns to be called once they are: throws Error when a route of the table is not served at its address, or one is
 *   served that nobody has declared.
 */
export function guardRoutes(fastify: FastifyInstance, parts: RouteGuardParts): () => void {
  const served = new Set<string>();
  const tokens = new BearerTokens();
  fastify.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      served.add(`${method} ${route.url}`);
      const access = parts.table.accessOf(method, route.url);
      if (access === undefined || access.kind === 'public') continue;
      const guard = guardOf(access, route, tokens, parts);
      route.onRequest = [...[route.onRequest ?? []].flat(), guard];
    }
  });
  return () => {
    const missing = parts.table.routes
      .filter(({ method, path }) => !served.has(`${method} ${path}`))
      .map(({ method, path, handler }) => `${method} ${path} (${handler}) is not served`);
    const open = [...served]
      .filter((route) => !isDeclared(route, parts.table))
      .map((one) => `${one} is open`);
    if (missing.length + open.length === 0) return;
    throw new Error(`routes that are not where their controllers say: ${[...missing, ...open].join(', ')}`);
  };
}

function isDeclared(route: string, table: RouteTable): boolean {
  const [method = '', path = ''] = route.split(' ');
  return table.accessOf(method, path) !== undefined || isDocumentation(path);
}

/**
 * Learns who asks, and whether the route is for their role and takes their body, before a byte of the body is read:
 * nobody unknown makes the venue read or parse.
 */
function guardOf(
  access: RouteAccess,
  route: RouteOptions,
  tokens: BearerTokens,
  { verifier, recorder }: RouteGuardParts,
) {
  const accepted = acceptedTypeOf(route);
  return (request: FastifyRequest, _reply: FastifyReply, done: Done): void => {
    const token = tokens.of(request.raw);
    const finish = (user: VenueUser | undefined): void => {
      if (user === undefined) {
        recorder.countUnauthenticated();
        done(token === undefined ? unauthenticated() : unauthenticated('invalid_token'));
        return;
      }
      (request as VenueRequest).venueUser = user;
      done(addressProblem(request) ?? roleProblem(access, user) ?? contentTypeProblem(request, accepted));
    };
    const known = token === undefined ? undefined : verifier.verifiedBefore(token);
    if (known !== undefined || token === undefined) finish(known);
    else verifier.verify(token).then(finish, done);
  };
}

/** A route that says nothing of roles is for nobody. */
function roleProblem(access: RouteAccess, user: VenueUser): ProblemException | undefined {
  if (access.kind === 'roles' && access.roles.some((role) => user.roles.includes(role))) return undefined;
  const needed = access.kind === 'roles' ? `; it takes ${access.roles.join(' or ')}` : '';
  return new ProblemException(403, 'NOT_AUTHORISED', `this is not for your role${needed}`);
}

function addressProblem(request: FastifyRequest): ProblemException | undefined {
  return request.url.includes('%00') ? malformed('the address holds a null character') : undefined;
}

function unauthenticated(error?: 'invalid_token'): ProblemException {
  const detail = error === undefined ? 'a bearer token is needed' : 'the bearer token is not valid';
  const challenge = `Bearer realm="orebook"${error === undefined ? '' : `, error="${error}"`}`;
  return new ProblemException(401, 'UNAUTHENTICATED', detail, {}, { 'www-authenticate': challenge });
}
