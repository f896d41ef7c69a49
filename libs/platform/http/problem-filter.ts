import { randomUUID } from 'node:crypto';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EventStoreError } from '#event-store';
import { MessageBusError } from '#messaging';
import type { Clock } from '../clock/clock.js';
import { IdentityUnavailableError } from '../identity/token-verifier.js';
import type { Logger } from '../logging/logger.js';
import { edgeRefusalOf } from '../refusals/edge-refusal.js';
import { RefusalNotRecordedError, type RefusalRecorder } from '../refusals/refusal-recorder.js';
import type { VenueRequest } from './access.js';
import { byStatus } from './framework-errors.js';
import { PROBLEM_CONTENT_TYPE, ProblemException, type ProblemDetails } from './problem.js';
import type { RouteTable } from './route-table.js';

/** What the filter needs of the process. */
export interface ProblemFilterParts {
  readonly table: RouteTable;
  readonly recorder: RefusalRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Answers whatever is thrown with a problem by RFC 9457, refusals of known users once they are on record. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly parts: ProblemFilterParts) {}

  catch(error: unknown, host: ArgumentsHost): void | Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<VenueRequest>();
    const reply = http.getResponse<FastifyReply>();
    const answer = this.problemOf(error, request);
    const refusal = edgeRefusalOf(request, answer.problem, this.parts.clock.nowMicros());
    if (refusal === undefined) {
      send(reply, answer);
      return;
    }
    return this.parts.recorder.record(refusal).then(
      () => send(reply, answer),
      (cause: unknown) => send(reply, this.problemOf(cause, request)),
    );
  }

  private problemOf(error: unknown, request: VenueRequest): ProblemException {
    if (error instanceof ProblemException) {
      if (error.problem.status === 500)
        this.parts.logger.error('a request failed', { ...routeOf(request), err: error.cause ?? error });
      return error;
    }
    if (isOperational(error)) {
      this.parts.logger.warn('a part of the venue is not available', { err: error });
      return new ProblemException(
        503,
        error.code,
        'the venue cannot do this now; try again',
        {},
        { 'retry-after': '1' },
      );
    }
    if (error instanceof HttpException && error.getStatus() < 500)
      return this.frameworkProblem(error.getStatus(), request);
    if (isAborted(error))
      return new ProblemException(400, 'REQUEST_ABORTED', 'the request ended before its body did');
    const incident = randomUUID();
    this.parts.logger.error('a request failed unexpectedly', {
      incident,
      ...routeOf(request),
      err: error,
    });
    return new ProblemException(
      500,
      'INTERNAL_ERROR',
      'something went wrong; name the incident when you ask',
      { incident },
    );
  }

  private frameworkProblem(status: number, request: VenueRequest): ProblemException {
    if (status === 404) {
      const methods = this.parts.table.methodsAt(request.url);
      if (methods.length > 0 && !methods.includes(request.method)) {
        return byStatus(405, { allow: methods.join(', ') });
      }
    }
    return byStatus(status);
  }
}

function routeOf({ method, routeOptions }: VenueRequest): { method: string; route: string | undefined } {
  return { method, route: routeOptions.url };
}

/** The caller went away while sending: nobody to answer, and no fault. */
function isAborted(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ECONNRESET';
}

function isOperational(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof EventStoreError ||
    error instanceof MessageBusError ||
    error instanceof IdentityUnavailableError ||
    error instanceof RefusalNotRecordedError
  );
}

function send(reply: FastifyReply, answer: ProblemException): void {
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const problem: ProblemDetails = answer.problem;
  void reply
    .status(problem.status)
    .headers(answer.headers)
    .type(PROBLEM_CONTENT_TYPE)
    .send(JSON.stringify(problem));
}
