import { readFileSync } from 'node:fs';
import path from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { LineCounter, parseDocument } from 'yaml';
import {
  AnnexesFile,
  BlocFile,
  CalendarsFile,
  CertificatesFile,
  DesksFile,
  FloorsFile,
  InstrumentsFile,
  MembersFile,
  OpeningBalancesFile,
  StrategicReserveFile,
  UsersFile,
} from './file-shapes.js';
import type { Faults } from './faults.js';

const SHAPES = {
  bloc: ['bloc.yaml', BlocFile],
  members: ['members.yaml', MembersFile],
  annexes: ['annexes.yaml', AnnexesFile],
  desks: ['desks.yaml', DesksFile],
  users: ['users.yaml', UsersFile],
  calendars: ['calendars.yaml', CalendarsFile],
  instruments: ['instruments.yaml', InstrumentsFile],
  floors: ['floors.yaml', FloorsFile],
  certificates: ['certificates.yaml', CertificatesFile],
  openingBalances: ['opening-balances.yaml', OpeningBalancesFile],
  strategicReserve: ['strategic-reserve.yaml', StrategicReserveFile],
} as const;

type Shapes = typeof SHAPES;

/** The files of a bloc, each of the right shape; what they say of each other is not looked at yet. */
export type BlocFiles = { readonly [Name in keyof Shapes]: InstanceType<Shapes[Name][1]> };

/**
 * Reads every file of a bloc's directory and checks the shape of each.
 *
 * @param faults - gets whatever is wrong, in the order of files and fields.
 * @returns the files, undefined when one is missing or has not its shape.
 */
export function readBlocFiles(directory: string, faults: Faults): BlocFiles | undefined {
  const read = <Shape extends object>([file, shape]: readonly [string, new () => Shape]): Shape | undefined =>
    readShape(path.join(directory, file), file, shape, faults);
  const files: { [Name in keyof Shapes]: InstanceType<Shapes[Name][1]> | undefined } = {
    bloc: read(SHAPES.bloc),
    members: read(SHAPES.members),
    annexes: read(SHAPES.annexes),
    desks: read(SHAPES.desks),
    users: read(SHAPES.users),
    calendars: read(SHAPES.calendars),
    instruments: read(SHAPES.instruments),
    floors: read(SHAPES.floors),
    certificates: read(SHAPES.certificates),
    openingBalances: read(SHAPES.openingBalances),
    strategicReserve: read(SHAPES.strategicReserve),
  };
  return isComplete(files) ? files : undefined;
}

function isComplete(files: Partial<Record<keyof Shapes, object>>): files is BlocFiles {
  return Object.values(files).every((file) => (file as object | undefined) !== undefined);
}

function readShape<Shape extends object>(
  location: string,
  file: string,
  shape: new () => Shape,
  faults: Faults,
): Shape | undefined {
  const before = faults.count;
  const plain = readYaml(location, file, faults);
  if (faults.count > before) return undefined;
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    faults.add(file, '', 'must hold fields');
    return undefined;
  }
  const value = plainToInstance(shape, plain);
  const failures = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  for (const failure of failures) addFailure(file, '', failure, faults);
  return faults.count > before ? undefined : value;
}

function readYaml(location: string, file: string, faults: Faults): unknown {
  let text: string;
  try {
    text = readFileSync(location, 'utf8');
  } catch {
    faults.add(file, '', 'is missing or cannot be read');
    return undefined;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    schema: 'core',
    uniqueKeys: true,
    prettyErrors: false,
  });
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const { line, col } = lineCounter.linePos(pos[0]);
    faults.add(file, `line ${line}, column ${col}`, message.split('\n', 1)[0] ?? 'is not YAML');
  }
  try {
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch {
    faults.add(file, '', 'repeats itself without end');
    return undefined;
  }
}

function addFailure(file: string, parent: string, failure: ValidationError, faults: Faults): void {
  const { property, constraints, children } = failure;
  const field =
    parent === '' ? property : /^[0-9]+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
  for (const [name, message] of Object.entries(constraints ?? {})) {
    faults.add(file, field, name === 'whitelistValidation' ? 'is not a known field' : message);
  }
  for (const child of children ?? []) addFailure(file, field, child, faults);
}
