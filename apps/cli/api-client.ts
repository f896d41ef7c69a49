import { errorCode } from './error-code.js';
import { CliError, EXIT } from './exit-codes.js';
import { isRecord, problemError } from './problem.js';

/** Where the venue is and who asks. */
export interface ApiClientOptions {
  readonly url: string;
  readonly token?: string;
  /** What the person can look at when the venue does not know who asks. */
  readonly identityAdvice?: string;
  readonly timeoutMsMax: number;
}

export type QueryValues = Readonly<Record<string, string | number | undefined>>;

/** What to ask; `json` and `text` exclude each other. */
export interface ApiRequest {
  readonly query?: QueryValues;
  readonly json?: unknown;
  readonly text?: { readonly type: string; readonly content: string };
  /** What the person can do when the answer does not come, for requests that change something. */
  readonly whenUnknown?: string;
}

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

/** A thin client of the venue's HTTP interface: every way to fail ends in a `CliError` with its exit code. */
export class ApiClient {
  constructor(private readonly options: ApiClientOptions) {}

  get<Body>(path: string, query?: QueryValues): Promise<ApiAnswer<Body>> {
    return this.request<Body>('GET', path, query === undefined ? {} : { query });
  }

  /**
   * Sends one request and reads its JSON.
   *
   * @throws CliError refused (4xx), unavailable (5xx, no connection, no answer in time).
   */
  async request<Body>(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer<Body>> {
    const response = await this.send(method, path, request);
    const text = await this.textOf(response, request);
    const body = jsonOf(text);
    if (response.ok && body !== undefined) return { status: response.status, body: body as Body };
    if (response.ok) throw this.notTheVenue(response.status);
    throw this.refusal(response.status, body);
  }

  /** Every item of a list, page after page. */
  async all<Item>(path: string, query: QueryValues): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const page = (await this.get<Page<Item>>(path, { ...query, cursor })).body;
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return items;
  }

  /** Hands over an answer's body as it comes, for exports of any size. */
  async stream(
    path: string,
    query: QueryValues,
    onChunk: (chunk: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const response = await this.send('GET', path, { query });
    if (!response.ok) throw this.refusal(response.status, jsonOf(await this.textOf(response, {})));
    if (response.body === null) return;
    try {
      for await (const chunk of response.body) await onChunk(chunk as Uint8Array);
    } catch (error) {
      if (error instanceof CliError) throw error;
      throw new CliError(EXIT.unavailable, 'the venue broke off in the middle of the answer', undefined, {
        cause: error,
      });
    }
  }

  private async send(method: string, path: string, request: ApiRequest): Promise<Response> {
    const url = this.urlOf(path, request.query);
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.options.token !== undefined) headers.authorization = `Bearer ${this.options.token}`;
    let body: string | undefined;
    if (request.json !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(request.json);
    } else if (request.text !== undefined) {
      headers['content-type'] = request.text.type;
      body = request.text.content;
    }
    try {
      const signal = AbortSignal.timeout(this.options.timeoutMsMax);
      return await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      throw this.unreachable(error, request);
    }
  }

  private async textOf(response: Response, request: ApiRequest): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw this.unreachable(error, request);
    }
  }

  private urlOf(path: string, query: QueryValues = {}): URL {
    if (!URL.canParse(path, this.options.url))
      throw new CliError(EXIT.usage, `not an address: ${this.options.url}`);
    const url = new URL(path, this.options.url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new CliError(EXIT.usage, `not an http address: ${this.options.url}`);
    }
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  private unreachable(error: unknown, request: ApiRequest): CliError {
    const reason = errorCode(isRecord(error) ? error.cause : undefined);
    const venue = this.options.url;
    if (reason !== undefined && NEVER_SENT.has(reason)) {
      const advice = reason === 'ECONNREFUSED' ? '; is it running? start it with `npm start`' : '';
      return new CliError(
        EXIT.unavailable,
        `no venue at ${venue} (${reason})${advice}`,
        { code: 'UNREACHABLE' },
        { cause: error },
      );
    }
    const timedOut = isRecord(error) && error.name === 'TimeoutError';
    const what = timedOut
      ? `no answer from ${venue} within ${this.options.timeoutMsMax / 1_000} s`
      : `the connection to ${venue} broke before its answer came`;
    const unknown = request.whenUnknown === undefined ? '' : `; ${request.whenUnknown}`;
    return new CliError(EXIT.unavailable, `${what}${unknown}`, { code: 'OUTCOME_UNKNOWN' }, { cause: error });
  }

  private refusal(status: number, body: unknown): CliError {
    const error = problemError(status, body);
    const { identityAdvice } = this.options;
    if (status !== 401 || identityAdvice === undefined) return error;
    return new CliError(error.exitCode, `${error.message}; ${identityAdvice}`, error.details);
  }

  private notTheVenue(status: number): CliError {
    return new CliError(
      EXIT.unavailable,
      `${this.options.url} answered ${status} but not in JSON; is it an Orebook venue?`,
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
