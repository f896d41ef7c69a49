import { oneLine, table, type Column } from './table.js';
import { counted, groupDigits } from './words.js';

interface VerifiedStream {
  readonly commands: number;
  readonly events: number;
  readonly equal: boolean;
  readonly stateHash: string;
  readonly incompleteCommand?: { readonly firstSequence: number; readonly storedEvents: number };
  readonly difference?: { readonly kind: string; readonly sequence: number; readonly message: string };
}

/** What verification found; of one book alone, neither the other streams nor the record. */
export interface VerificationAnswer {
  readonly equal: boolean;
  readonly rerunBook: string;
  readonly books: readonly (VerifiedStream & { readonly instrument: string })[];
  readonly streams?: readonly (VerifiedStream & { readonly stream: string })[];
  readonly record?: {
    readonly streams: number;
    readonly events: number;
    readonly complete: boolean;
    readonly faults: readonly { readonly position: number; readonly message: string }[];
  };
}

type NamedStream = VerifiedStream & { readonly name: string };

/** What re-running gave, a line a stream, and then what is wrong. */
export function verificationText(answer: VerificationAnswer): string {
  const { equal, rerunBook, record } = answer;
  const streams = namedStreams(answer);
  const commands = streams.reduce((sum, stream) => sum + stream.commands, 0);
  const what = `${counted(streams.length, 'stream')}, ${groupDigits(String(commands))} commands re-run, books with the ${rerunBook} one`;
  const columns: readonly Column<NamedStream>[] = [
    { title: 'stream', value: ({ name }) => name },
    { title: 'commands', align: 'right', value: (stream) => groupDigits(String(stream.commands)) },
    { title: 'events', align: 'right', value: (stream) => groupDigits(String(stream.events)) },
    { title: 'result', value: (stream) => (stream.equal ? 'equal' : 'DIFFERENT') },
    { title: 'state hash', value: ({ stateHash }) => stateHash.slice(0, 16) },
  ];
  return [
    `${equal ? 'equal' : 'DIFFERENT'}: ${what}`,
    table(columns, streams),
    ...(record === undefined ? [] : [recordText(record)]),
    ...streams.flatMap(incompleteText),
    ...problemsOf(answer),
  ].join('\n');
}

/** One line on each thing that is wrong: which stream, which event, and what. */
export function problemsOf(answer: VerificationAnswer): string[] {
  const differences = namedStreams(answer).flatMap(({ name, equal, difference }) => {
    if (equal) return [];
    if (difference === undefined) return [`${name} differs`];
    return [`${name} differs at sequence ${difference.sequence}: ${difference.message}`];
  });
  const faults = answer.record?.faults ?? [];
  return [
    ...differences,
    ...faults.map(({ position, message }) => `record at position ${position}: ${message}`),
  ].map(oneLine);
}

function namedStreams({ books, streams = [] }: VerificationAnswer): readonly NamedStream[] {
  return [
    ...books.map((book) => ({ ...book, name: book.instrument })),
    ...streams.map((stream) => ({ ...stream, name: stream.stream })),
  ];
}

function recordText({ streams, events, complete }: NonNullable<VerificationAnswer['record']>): string {
  const size = `${groupDigits(String(events))} events of ${counted(streams, 'stream')}`;
  return complete ? `record: ${size}, without a gap` : `record: ${size}, NOT WHOLE`;
}

function incompleteText({ name, incompleteCommand }: NamedStream): string[] {
  if (incompleteCommand === undefined) return [];
  const { firstSequence, storedEvents } = incompleteCommand;
  return [
    `${name}: the command at sequence ${firstSequence} has no end yet (${counted(storedEvents, 'event')} stored)`,
  ];
}
