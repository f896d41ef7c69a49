import type { MessagePort } from 'node:worker_threads';
import { EventStoreError, type EventStoreErrorCode } from '#event-store';
import { ProblemException, type ProblemDetails } from '../http/problem.js';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly values: readonly unknown[];
}

/** An error as it crosses threads: a class does not. */
type CarriedError =
  | {
      readonly kind: 'problem';
      readonly problem: ProblemDetails;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'store'; readonly code: EventStoreErrorCode; readonly message: string }
  | { readonly kind: 'other'; readonly name: string; readonly message: string };

type Reply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: CarriedError };

/** What may be called from another thread; values and results are copied. */
export type ThreadMethods = Readonly<Record<string, (...values: never[]) => unknown>>;

/** Answers the calls that come by a port, each as soon as it is done. */
export function answerCalls(port: MessagePort, methods: ThreadMethods): void {
  port.on('message', ({ id, method, values }: Call) => {
    const called = async (): Promise<unknown> => {
      const answer = methods[method] as ((...given: readonly unknown[]) => unknown) | undefined;
      if (answer === undefined) throw new Error(`no method ${method}`);
      return answer(...values);
    };
    called().then(
      (value) => port.postMessage({ id, value } satisfies Reply),
      (error: unknown) => port.postMessage({ id, error: carried(error) } satisfies Reply),
    );
  });
}

/** Calls the methods that another thread answers by `answerCalls`. */
export class ThreadCalls {
  private readonly waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  private count = 0;

  constructor(private readonly port: MessagePort) {
    port.on('message', (reply: Reply) => {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(thrown(reply.error));
      else waiting?.resolve(reply.value);
    });
    port.unref();
  }

  /** @throws what the method threw: problems and the store's errors as such, others by their message. */
  call(method: string, ...values: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++this.count;
      this.waiting.set(id, { resolve, reject });
      this.port.postMessage({ id, method, values } satisfies Call);
    });
  }

  /** Ends all calls under way: their outcome is not known. */
  close(): void {
    this.port.close();
    for (const { reject } of this.waiting.values())
      reject(new EventStoreError('OUTCOME_UNKNOWN', 'the venue is shutting down'));
    this.waiting.clear();
  }
}

function carried(error: unknown): CarriedError {
  if (error instanceof ProblemException)
    return { kind: 'problem', problem: error.problem, headers: error.headers };
  if (error instanceof EventStoreError) return { kind: 'store', code: error.code, message: error.message };
  if (error instanceof Error) return { kind: 'other', name: error.name, message: error.message };
  return { kind: 'other', name: 'Error', message: String(error) };
}

function thrown(error: CarriedError): Error {
  switch (error.kind) {
    case 'problem': {
      const { status, code, detail, ...members } = error.problem;
      return new ProblemException(status, code, detail, members, error.headers);
    }
    case 'store':
      return new EventStoreError(error.code, error.message);
    case 'other':
      return Object.assign(new Error(error.message), { name: error.name });
  }
}
