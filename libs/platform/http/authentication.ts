import type { FastifyReply, FastifyRequest } from 'fastify';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { TokenVerifier } from '../identity/token-verifier.js';
import type { VenueUser } from '../identity/venue-user.js';
import type { RefusalRecorder } from '../refusals/refusal-recorder.js';
import type { VenueRequest } from './access.js';
import { contentTypeProblem } from './body-parsers.js';
import { ProblemException } from './problem.js';
import type { RouteTable } from './route-table.js';
import { malformed } from './validation.js';

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

type Done = (error?: Error) => void;

/**
 * The hook that learns who asks, before a byte of the body is read: nobody unknown makes the venue read or parse.
 *
 * @param table - the access of each route; what is in none is the documentation's and public.
 */
export function authenticate(table: RouteTable, verifier: TokenVerifier, recorder: RefusalRecorder) {
  return (request: FastifyRequest, _reply: FastifyReply, done: Done): void => {
    const access = request.is404 ? undefined : table.accessOf(request.method, request.routeOptions.url ?? '');
    if (access === undefined || access.kind === 'public') {
      done();
      return;
    }
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const finish = (user: VenueUser | undefined): void => {
      if (user === undefined) {
        recorder.countUnauthenticated();
        done(token === undefined ? unauthenticated() : unauthenticated('invalid_token'));
        return;
      }
      (request as VenueRequest).venueUser = user;
      done(addressProblem(request) ?? contentTypeProblem(request));
    };
    const known = token === undefined ? undefined : verifier.verifiedBefore(token);
    if (known !== undefined || token === undefined) finish(known);
    else verifier.verify(token).then(finish, done);
  };
}

function addressProblem(request: FastifyRequest): ProblemException | undefined {
  return request.url.includes('%00') ? malformed('the address holds a null character') : undefined;
}

function unauthenticated(error?: 'invalid_token'): ProblemException {
  const detail = error === undefined ? 'a bearer token is needed' : 'the bearer token is not valid';
  const challenge = `Bearer realm="orebook"${error === undefined ? '' : `, error="${error}"`}`;
  return new ProblemException(401, 'UNAUTHENTICATED', detail, {}, { 'www-authenticate': challenge });
}

/** Lets a user through to the routes of their roles. A route that says nothing of roles is for nobody. */
@Injectable()
export class RoleGuard implements CanActivate {
  constructor(private readonly table: RouteTable) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<VenueRequest>();
    const access = this.table.accessOf(request.method, request.routeOptions.url ?? '');
    if (access?.kind === 'public') return true;
    const user = request.venueUser;
    if (user === null) throw unauthenticated();
    if (access?.kind === 'roles' && access.roles.some((role) => user.roles.includes(role))) return true;
    const needed = access?.kind === 'roles' ? `; it takes ${access.roles.join(' or ')}` : '';
    throw new ProblemException(403, 'NOT_AUTHORISED', `this is not for your role${needed}`);
  }
}
