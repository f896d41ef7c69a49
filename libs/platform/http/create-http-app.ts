import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DynamicModule, NestApplicationOptions, Type } from '@nestjs/common';
import type { Clock } from '../clock/clock.js';
import type { TokenVerifier } from '../identity/token-verifier.js';
import type { Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { meterRequests } from '../metrics/metered-requests.js';
import type { Metrics } from '../metrics/metrics.js';
import type { RefusalRecorder } from '../refusals/refusal-recorder.js';
import { CLOCK, METRICS, REFUSAL_RECORDER, TOKEN_VERIFIER } from '../tokens.js';
import { registerBodyParsers } from './body-parsers.js';
import { countRequests } from './draining.js';
import { setUpOpenApi, type OpenApiOptions } from './open-api.js';
import { answerBrokenHttp, answerExpectation, answerFrameworkError } from './framework-errors.js';
import { ProblemFilter } from './problem-filter.js';
import { guardRoutes } from './route-guards.js';
import { GLOBAL_PREFIX, listRoutes, RouteTable, UNPREFIXED_PATHS } from './route-table.js';
import { DtoValidationPipe } from './validation.js';

const BODY_BYTES_MAX = 1_048_576;
const CONNECTION_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
const PARAMETER_CHARACTERS_MAX = 128;

/** How to make an HTTP application. */
export interface HttpAppOptions {
  readonly logger: Logger;
  /** 1 MiB when absent. */
  readonly bodyBytesMax?: number;
  readonly openApi?: OpenApiOptions;
}

const OPEN_API: OpenApiOptions = {
  title: 'Orebook',
  description:
    'The critical-minerals exchange of a bloc of member states. Prices and money are decimal strings.',
  version: '1',
};

/**
 * Makes the HTTP application of a process: strict bodies, known users, problems by RFC 9457, documentation. It is
 * initialised and ready to `listen` or `inject`.
 *
 * @param rootModule - imports `PlatformModule.forRoot`.
 * @throws Error when a route says neither `@Roles` nor `@Public`: that is a fault of the product.
 */
export async function createHttpApp(
  rootModule: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions(options));
  const fastify = adapter.getInstance();
  fastify.decorateRequest('venueUser', null);
  fastify.decorateRequest('bodyBytes', null);
  registerBodyParsers(fastify);
  countRequests(fastify);
  fastify.server.on('checkExpectation', answerExpectation);
  const nestOptions = nestOptionsOf(options.logger);
  const app = await NestFactory.create<NestFastifyApplication>(rootModule, adapter, nestOptions);
  const table = new RouteTable(listRoutes(app));
  refuseUndeclared(table);
  meterRequests(fastify, app.get<Metrics>(METRICS));
  const recorder = app.get<RefusalRecorder>(REFUSAL_RECORDER);
  const verifier = app.get<TokenVerifier>(TOKEN_VERIFIER);
  const requireGuards = guardRoutes(fastify, { table, verifier, recorder });
  app.setGlobalPrefix(GLOBAL_PREFIX, { exclude: UNPREFIXED_PATHS });
  app.useGlobalPipes(new DtoValidationPipe());
  app.useGlobalFilters(
    new ProblemFilter({ table, recorder, clock: app.get<Clock>(CLOCK), logger: options.logger }),
  );
  setUpOpenApi(app, fastify, options.openApi ?? OPEN_API);
  await app.init();
  requireGuards();
  await fastify.ready();
  return app;
}

function refuseUndeclared(table: RouteTable): void {
  const undeclared = table.routes.filter(({ access }) => access.kind === 'undeclared');
  if (undeclared.length === 0) return;
  const names = undeclared.map(({ method, path, handler }) => `${method} ${path} (${handler})`);
  throw new Error(`routes without @Roles or @Public: ${names.join(', ')}`);
}

/** Failures of the start are thrown to the composition root, bodies are parsed by our own parsers. */
function nestOptionsOf(logger: Logger): Partial<NestApplicationOptions> {
  return { logger: new NestLogger(logger), bodyParser: false, abortOnError: false };
}

function serverOptions(options: HttpAppOptions) {
  return {
    logger: false,
    trustProxy: false,
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle' as const,
    return503OnClosing: false,
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MAX },
    http: { headersTimeout: HEADERS_TIMEOUT_MS, requireHostHeader: false },
    skipMiddie: true,
    multipart: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenHttp,
  };
}
