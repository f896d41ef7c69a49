import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { VenueRequest } from './access.js';
import { jsonFormError, mayHoldUnsoundTexts, textsAreSound } from './json-form.js';
import { ProblemException } from './problem.js';
import { malformed } from './validation.js';

export const JSON_TYPE = 'application/json';
export const CSV_TYPE = 'text/csv';

/** What the body of one route may be; without it a body is JSON of at most 1 MiB. */
export interface BodyOptions {
  readonly contentType?: typeof JSON_TYPE | typeof CSV_TYPE;
  readonly bytesMax?: number;
}

const BODY_OPTIONS = 'orebookBody';

/** Sets what the body of a route may be, such as a CSV statement; a CSV body reaches the handler as one string. */
export function AcceptsBody(options: BodyOptions): MethodDecorator {
  return RouteConfig({ [BODY_OPTIONS]: options });
}

/** The body options in a Fastify route's configuration. */
function bodyOptionsOf(config: unknown): BodyOptions {
  if (typeof config !== 'object' || config === null || !(BODY_OPTIONS in config)) return {};
  return config[BODY_OPTIONS] as BodyOptions;
}

/** The media type that a route's bodies are of. */
export function acceptedTypeOf(route: RouteOptions): string {
  return bodyOptionsOf(route.config).contentType ?? JSON_TYPE;
}

/** Replaces Fastify's parsers by strict ones, and lets each route set its own limit. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    const { bytesMax } = bodyOptionsOf(route.config);
    if (bytesMax !== undefined) route.bodyLimit = bytesMax;
  });
  fastify.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    keepBytes(request, body);
    const fault = jsonFault(body);
    if (fault !== undefined || body.byteLength === 0) {
      done(fault ?? null, undefined);
      return;
    }
    const parsed = parseJson(body.toString('utf8'));
    if ('problem' in parsed) done(parsed.problem);
    else done(null, parsed.value);
  });
  fastify.addContentTypeParser(CSV_TYPE, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    keepBytes(request, body);
    if (!isUtf8(body) || body.includes(0)) done(malformed('the body is not UTF-8 text'));
    else done(null, body.toString('utf8'));
  });
}

/** Parses JSON whose nesting is bounded; refuses keys that reach for prototypes, however they are written. */
function parseJson(text: string): { readonly value: unknown } | { readonly problem: ProblemException } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: malformed('the body is not well-formed JSON') };
  }
  if (!mayHoldUnsoundTexts(text) || textsAreSound(value)) return { value };
  return { problem: malformed('the body holds null characters, broken Unicode or reserved names') };
}

function jsonFault(body: Buffer): ProblemException | undefined {
  if (!isUtf8(body)) return malformed('the body is not UTF-8');
  const formError = jsonFormError(body);
  return formError === undefined ? undefined : malformed('the body is malformed', [formError]);
}

function keepBytes(request: FastifyRequest, body: Buffer): void {
  (request as VenueRequest).bodyBytes = body;
}

/** The media type, with no parameter but UTF-8. */
const MEDIA_TYPE = /^\s*([a-z0-9.+-]+\/[a-z0-9.+-]+)\s*(?:;\s*charset=(?:utf-8|"utf-8")\s*)?$/i;

/**
 * Says no to a body that its route does not take, before it is read.
 *
 * @param accepted - the media type that the route takes.
 * @returns the problem, undefined when there is no body or it is of that type.
 */
export function contentTypeProblem(request: FastifyRequest, accepted: string): ProblemException | undefined {
  const { headers } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
  const given = headers['content-type'];
  if (!hasBody && given === undefined) return undefined;
  const encoding = headers['content-encoding'];
  const plain = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (plain && given !== undefined && MEDIA_TYPE.exec(given)?.[1]?.toLowerCase() === accepted)
    return undefined;
  if (!hasBody) return undefined;
  return new ProblemException(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `the body must be ${accepted} in UTF-8, not compressed`,
  );
}
