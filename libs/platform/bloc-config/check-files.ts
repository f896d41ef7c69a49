import type { BlocFiles } from './read-files.js';
import type { Faults } from './faults.js';

/** The clearing house's own funds stand under this participant, beside the desks and the reserve. */
const CLEARING_HOUSE = 'clearing-house';

/** Known ids of a bloc, for checking what refers to them. */
interface Known {
  readonly currencies: ReadonlySet<string>;
  readonly minerals: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
  readonly states: ReadonlySet<string>;
  readonly desks: ReadonlySet<string>;
  readonly participants: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  readonly instruments: ReadonlySet<string>;
}

/**
 * Checks what the files of a bloc say of each other: every id once, every reference to something known, people enough
 * for what takes two.
 */
export function checkReferences(files: BlocFiles, faults: Faults): void {
  const known = knownOf(files);
  checkDuplicates(files, faults);
  checkPeople(files, known, faults);
  checkTrade(files, known, faults);
  checkBalances(files, known, faults);
}

function knownOf(files: BlocFiles): Known {
  const members = files.members.members.map(({ memberState }) => memberState);
  const desks = files.desks.desks.map(({ deskId }) => deskId);
  return {
    currencies: new Set(files.bloc.currencies.map(({ currency }) => currency)),
    minerals: new Set(files.bloc.minerals.map(({ mineral }) => mineral)),
    members: new Set(members),
    states: new Set([...members, ...files.members.nonMembers.map(({ memberState }) => memberState)]),
    desks: new Set(desks),
    participants: new Set([...desks, files.strategicReserve.participant, CLEARING_HOUSE]),
    calendars: new Set(files.calendars.calendars.map(({ calendarId }) => calendarId)),
    instruments: new Set(files.instruments.instruments.map(({ instrumentId }) => instrumentId)),
  };
}

function checkDuplicates(files: BlocFiles, faults: Faults): void {
  const once = (
    file: string,
    list: string,
    field: string,
    ids: readonly string[],
    seen = new Set<string>(),
  ): void => {
    ids.forEach((id, index) => {
      if (seen.has(id)) faults.add(file, `${list}[${index}].${field}`, `${id} is there already`);
      seen.add(id);
    });
  };
  const { bloc, members, annexes, desks, users, calendars, instruments, floors, certificates } = files;
  const { openingBalances: opening, strategicReserve: reserve } = files;
  const states = new Set<string>();
  once(
    'bloc.yaml',
    'currencies',
    'currency',
    bloc.currencies.map((one) => one.currency),
  );
  once(
    'bloc.yaml',
    'minerals',
    'mineral',
    bloc.minerals.map((one) => one.mineral),
  );
  once(
    'members.yaml',
    'members',
    'memberState',
    members.members.map((one) => one.memberState),
    states,
  );
  once(
    'members.yaml',
    'nonMembers',
    'memberState',
    members.nonMembers.map((one) => one.memberState),
    states,
  );
  once(
    'annexes.yaml',
    'annexes',
    'mineral',
    annexes.annexes.map((one) => `${one.memberState} ${one.mineral}`),
  );
  once(
    'desks.yaml',
    'desks',
    'deskId',
    desks.desks.map((one) => one.deskId),
    new Set([reserve.participant]),
  );
  once(
    'desks.yaml',
    'limits',
    'instrument',
    (desks.limits ?? []).map((one) => `${one.desk} ${one.instrument}`),
  );
  once(
    'users.yaml',
    'users',
    'userId',
    users.users.map((one) => one.userId),
  );
  once(
    'calendars.yaml',
    'calendars',
    'calendarId',
    calendars.calendars.map((one) => one.calendarId),
  );
  once(
    'instruments.yaml',
    'instruments',
    'instrumentId',
    instruments.instruments.map((one) => one.instrumentId),
  );
  once(
    'floors.yaml',
    'floors',
    'instrument',
    floors.floors.map((one) => one.instrument),
  );
  once(
    'certificates.yaml',
    'certificates',
    'certificateId',
    certificates.certificates.map((one) => one.certificateId),
  );
  once(
    'opening-balances.yaml',
    'cash',
    'currency',
    opening.cash.map((one) => `${one.participant} ${one.currency}`),
  );
  once(
    'opening-balances.yaml',
    'metal',
    'instrument',
    opening.metal.map((one) => `${one.participant} ${one.instrument}`),
  );
  once(
    'opening-balances.yaml',
    'positions',
    'instrument',
    opening.positions.map((one) => `${one.desk} ${one.instrument}`),
  );
  once(
    'strategic-reserve.yaml',
    'mandates',
    'instrument',
    reserve.mandates.map((one) => one.instrument),
  );
}

/** What takes several people must be possible: two approvers beside a proposer, two supervisors (FLOR-1, PHAS-1). */
const PEOPLE_MIN = { proposer: 1, approver: 2, supervisor: 2, clearingOperator: 1, regulator: 1 } as const;

function checkPeople(files: BlocFiles, known: Known, faults: Faults): void {
  files.desks.desks.forEach(({ memberState }, index) => {
    if (!known.states.has(memberState)) {
      faults.add('desks.yaml', `desks[${index}].memberState`, `${memberState} is no state of members.yaml`);
    }
  });
  (files.desks.limits ?? []).forEach(({ desk, instrument }, index) => {
    const field = `limits[${index}]`;
    if (!known.desks.has(desk)) faults.add('desks.yaml', `${field}.desk`, `${desk} is no desk of desks.yaml`);
    if (!known.instruments.has(instrument)) {
      faults.add('desks.yaml', `${field}.instrument`, `${instrument} is no instrument of instruments.yaml`);
    }
  });
  files.users.users.forEach(({ roles, desk }, index) => {
    const field = `users[${index}].desk`;
    const trades = roles.includes('trader');
    if (trades && desk === undefined) faults.add('users.yaml', field, 'a trader must have one');
    if (!trades && desk !== undefined) faults.add('users.yaml', field, 'is for traders alone');
    if (desk !== undefined && !known.desks.has(desk))
      faults.add('users.yaml', field, `${desk} is no desk of desks.yaml`);
    if (trades && roles.length > 1) {
      faults.add('users.yaml', `users[${index}].roles`, 'a trader can have no other role of the venue');
    }
  });
  for (const [role, least] of Object.entries(PEOPLE_MIN) as [keyof typeof PEOPLE_MIN, number][]) {
    const count = files.users.users.filter(({ roles }) => roles.includes(role)).length;
    if (count < least) faults.add('users.yaml', 'users', `must have at least ${least} with the role ${role}`);
  }
}

function checkTrade(files: BlocFiles, known: Known, faults: Faults): void {
  const expect = (file: string, field: string, id: string, ids: ReadonlySet<string>, what: string): void => {
    if (!ids.has(id)) faults.add(file, field, `${id} is no ${what}`);
  };
  files.annexes.annexes.forEach(({ memberState, mineral }, index) => {
    expect(
      'annexes.yaml',
      `annexes[${index}].memberState`,
      memberState,
      known.members,
      'member of members.yaml',
    );
    expect('annexes.yaml', `annexes[${index}].mineral`, mineral, known.minerals, 'mineral of bloc.yaml');
  });
  files.calendars.calendars.forEach(({ weekend, holidays }, index) => {
    const field = `calendars[${index}]`;
    if (weekend.length > 6) faults.add('calendars.yaml', `${field}.weekend`, 'must leave a working day');
    const unsorted = holidays.findIndex((day, at) => at > 0 && day <= (holidays[at - 1] ?? ''));
    if (unsorted > 0)
      faults.add('calendars.yaml', `${field}.holidays[${unsorted}]`, 'must be in ascending order');
  });
  files.instruments.instruments.forEach(({ mineral, currency, calendarId }, index) => {
    const field = `instruments[${index}]`;
    expect('instruments.yaml', `${field}.mineral`, mineral, known.minerals, 'mineral of bloc.yaml');
    expect('instruments.yaml', `${field}.currency`, currency, known.currencies, 'currency of bloc.yaml');
    expect(
      'instruments.yaml',
      `${field}.calendarId`,
      calendarId,
      known.calendars,
      'calendar of calendars.yaml',
    );
  });
  files.floors.floors.forEach(({ instrument }, index) => {
    const what = 'instrument of instruments.yaml';
    expect('floors.yaml', `floors[${index}].instrument`, instrument, known.instruments, what);
  });
  files.certificates.certificates.forEach(({ instrument, originState, mineral }, index) => {
    const field = `certificates[${index}]`;
    const file = 'certificates.yaml';
    expect(file, `${field}.instrument`, instrument, known.instruments, 'instrument of instruments.yaml');
    expect(file, `${field}.originState`, originState, known.states, 'state of members.yaml');
    expect(file, `${field}.mineral`, mineral, known.minerals, 'mineral of bloc.yaml');
  });
}

function checkBalances(files: BlocFiles, known: Known, faults: Faults): void {
  const { cash, metal, positions } = files.openingBalances;
  const expect = (field: string, id: string, ids: ReadonlySet<string>, what: string): void => {
    if (!ids.has(id)) faults.add('opening-balances.yaml', field, `${id} is no ${what}`);
  };
  const participant = 'desk of desks.yaml and not the reserve';
  cash.forEach((entry, index) => {
    expect(`cash[${index}].participant`, entry.participant, known.participants, participant);
    expect(`cash[${index}].currency`, entry.currency, known.currencies, 'currency of bloc.yaml');
  });
  metal.forEach((entry, index) => {
    expect(`metal[${index}].participant`, entry.participant, known.participants, participant);
    expect(
      `metal[${index}].instrument`,
      entry.instrument,
      known.instruments,
      'instrument of instruments.yaml',
    );
  });
  positions.forEach((entry, index) => {
    expect(`positions[${index}].desk`, entry.desk, known.desks, 'desk of desks.yaml');
    expect(
      `positions[${index}].instrument`,
      entry.instrument,
      known.instruments,
      'instrument of instruments.yaml',
    );
  });
  files.strategicReserve.mandates.forEach(({ instrument }, index) => {
    if (known.instruments.has(instrument)) return;
    const field = `mandates[${index}].instrument`;
    faults.add('strategic-reserve.yaml', field, `${instrument} is no instrument of instruments.yaml`);
  });
}
