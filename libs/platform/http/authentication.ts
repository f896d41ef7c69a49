import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { TokenVerifier } from '../identity/token-verifier.js';
import type { VenueUser } from '../identity/venue-user.js';
import type { RefusalRecorder } from '../refusals/refusal-recorder.js';
import type { VenueRequest } from './access.js';
import { BearerTokens } from './bearer-tokens.js';
import { acceptedTypeOf, contentTypeProblem } from './body-parsers.js';
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
 * Sets a guard before every route that is not public, as it is registered; what no controller has is the
 * documentation's and public. To be called before the routes are there.
 *
 * @returns to be called once they are: throws Error when a route of the table was registered without its guard.
 */
export function guardRoutes(fastify: FastifyInstance, parts: RouteGuardParts): () => void {
  const guarded = new Set<string>();
  const tokens = new BearerTokens();
  fastify.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      const access = parts.table.accessOf(method, route.url);
      if (access === undefined) continue;
      guarded.add(`${method} ${route.url}`);
      if (access.kind === 'public') continue;
      const guard = guardOf(access, route, tokens, parts);
      route.onRequest = [...[route.onRequest ?? []].flat(), guard];
    }
  });
  return () => {
    const missing = parts.table.routes.filter(({ method, path }) => !guarded.has(`${method} ${path}`));
    if (missing.length === 0) return;
    const names = missing.map(({ method, path, handler }) => `${method} ${path} (${handler})`);
    throw new Error(`routes whose address is not what their controller says: ${names.join(', ')}`);
  };
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
