import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import { PROBLEM_CONTENT_TYPE, ProblemException } from './problem.js';

/** Codes and words of what frameworks refuse, by status; their own words may repeat input or tell of insides. */
const BY_STATUS: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['MALFORMED', 'the request is malformed'],
  401: ['UNAUTHENTICATED', 'a bearer token is needed'],
  403: ['NOT_AUTHORISED', 'this is not for you'],
  404: ['NOT_FOUND', 'there is nothing at this address'],
  405: ['METHOD_NOT_ALLOWED', 'this address does not take this method'],
  406: ['NOT_ACCEPTABLE', 'no acceptable form of the answer'],
  408: ['REQUEST_TIMEOUT', 'the request took too long'],
  409: ['CONFLICT', 'the request conflicts with what is'],
  413: ['PAYLOAD_TOO_LARGE', 'the body is larger than this address takes'],
  414: ['URI_TOO_LONG', 'the address is too long'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'the body is of a type that this address does not take'],
  417: ['EXPECTATION_FAILED', 'only 100-continue can be expected'],
  422: ['UNPROCESSABLE', 'the request cannot be done'],
  429: ['TOO_MANY_REQUESTS', 'too many requests'],
  431: ['HEADERS_TOO_LARGE', 'the headers are too large'],
};

/** The problem for a status that a framework chose. */
export function byStatus(status: number, headers: Readonly<Record<string, string>> = {}): ProblemException {
  const [code, detail] = BY_STATUS[status] ?? ['MALFORMED', 'the request is malformed'];
  return new ProblemException(status, code, detail, {}, headers);
}

/** Answers what Fastify refuses before any hook runs, such as an address that cannot be decoded. */
export function answerFrameworkError(
  error: { readonly statusCode?: number },
  _request: unknown,
  reply: FastifyReply,
): void {
  const { problem } = byStatus(error.statusCode ?? 400);
  void reply.status(problem.status).type(PROBLEM_CONTENT_TYPE).send(JSON.stringify(problem));
}

/** Answers what is not even HTTP, and closes the connection. */
export function answerBrokenHttp(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const { problem } = byStatus(status);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${problem.title}`,
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Answers an `Expect` that the venue cannot meet. */
export function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const { problem } = byStatus(417);
  response.writeHead(problem.status, { 'content-type': PROBLEM_CONTENT_TYPE, connection: 'close' });
  response.end(JSON.stringify(problem));
}
