import { Pool } from 'undici';

/** An answer of the venue: its status and its JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** One user's connection to the venue, for tests and tools that drive it as a person's software would. */
export class VenueClient {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly token: string,
    connections = 4,
  ) {
    this.pool = new Pool(url, { connections, headersTimeout: 20_000, bodyTimeout: 20_000 });
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.request('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  /** A body that is not JSON, such as an export; refusals throw. */
  async text(path: string): Promise<string> {
    const answer = await this.pool.request({
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${this.token}` },
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200)
      throw new Error(`GET ${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`);
    return text;
  }

  /** Sends a body that is not JSON, such as a bank's statement. */
  async postText(path: string, type: string, body: string): Promise<Answer> {
    return this.send('POST', path, { type, body });
  }

  /** @throws when the connection breaks: the outcome is then unknown. */
  async request(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const content = body === undefined ? undefined : { type: 'application/json', body: JSON.stringify(body) };
    return this.send(method, path, content);
  }

  private async send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    content?: { readonly type: string; readonly body: string },
  ): Promise<Answer> {
    const answer = await this.pool.request({
      method,
      path,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(content === undefined ? {} : { 'content-type': content.type }),
      },
      ...(content === undefined ? {} : { body: content.body }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}
