import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#contracts';
import type { VenueUser } from '../identity/venue-user.js';

export const ROLES_METADATA = 'orebook:roles';
export const PUBLIC_METADATA = 'orebook:public';

/** The roles that a route, or every route of a controller, is for; one of them is enough. */
export function Roles(...roles: readonly [Role, ...Role[]]): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ROLES_METADATA, roles), ApiBearerAuth());
}

/** A route for everybody, known or not. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(PUBLIC_METADATA, true);
}

/** A request with what the edge knows of it. */
export interface VenueRequest extends FastifyRequest {
  /** Set once the bearer token is verified; null before and for the unknown. */
  venueUser: VenueUser | null;
  /** The body's bytes as they came, null when there were none. */
  bodyBytes: Buffer | null;
}

/**
 * The user that a request speaks for; only for routes with `@Roles`.
 *
 * @throws Error on a public route: a fault of the product.
 */
export function userOf(request: VenueRequest): VenueUser {
  if (request.venueUser === null) throw new Error('only routes with @Roles have a user');
  return request.venueUser;
}

/** `userOf` the request, as a parameter of a handler. */
export const CurrentUser = createParamDecorator((_data: unknown, context: ExecutionContext): VenueUser =>
  userOf(context.switchToHttp().getRequest<VenueRequest>()),
);
