import { type Credentials, EventStoreDBClient } from '@eventstore/db-client';

/** A connection, and what every call on it is made with. */
export interface Connection {
  readonly client: EventStoreDBClient;
  readonly callOptions: CallOptions;
}

/** Options of one call. Reads and appends go to the leader: a follower may not have yet what was acknowledged. */
interface CallOptions {
  readonly credentials: Credentials;
  readonly requiresLeader: true;
  readonly deadline: number;
}

/** What the client knows behind the `?` of an address. */
const ADDRESS_OPTIONS = [
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'dnsDiscover',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
  'maxDiscoverAttempts',
  'nodePreference',
  'throwOnAppendFailure',
  'tls',
  'tlsCAFile',
  'tlsVerifyCert',
  'userCertFile',
  'userKeyFile',
];

/** Without TLS the client sends no credentials, so these never leave the process. */
const NOT_SENT: Credentials = { username: 'nobody', password: 'nothing' };

/**
 * Prepares a connection; nothing is sent before the first call.
 *
 * Every call names its credentials. That is more than a habit: the client sends appends without them over one stream
 * that all share, where one error rejects every append in flight (of other connections of the process too), where an
 * answer that comes after that ends the process, and where no deadline is kept.
 *
 * @param connectionString - `esdb://…` or `esdb+discover://…`.
 * @throws Error when the connection string is unusable.
 */
export function connect(connectionString: string, deadlineMs: number): Connection {
  checkAddressOptions(connectionString);
  const client = EventStoreDBClient.connectionString(connectionString);
  return {
    client,
    callOptions: { credentials: credentialsOf(connectionString), requiresLeader: true, deadline: deadlineMs },
  };
}

/** The client would ignore what it does not know, and print the whole address with its password to say so. */
function checkAddressOptions(connectionString: string): void {
  const [, options = ''] = /\?([^@]*)$/.exec(connectionString.trim()) ?? [];
  for (const option of options.split('&').filter((text) => text !== '')) {
    const [name = '', value] = option.toLowerCase().split('=');
    if (!ADDRESS_OPTIONS.some((known) => known.toLowerCase() === name)) {
      throw new Error(`EventStoreDB: an address has no option ${name}`);
    }
    if (name === 'throwonappendfailure' && value === 'false') {
      throw new Error('EventStoreDB: throwOnAppendFailure=false hides refused appends; leave it out');
    }
    if (name === 'tlsverifycert' && value === 'false') {
      throw new Error('EventStoreDB: tlsVerifyCert=false has no effect; name the authority by tlsCAFile');
    }
  }
}

function credentialsOf(connectionString: string): Credentials {
  const found = /^[^:]+:\/\/([^:@/]+):([^@]+)@/.exec(connectionString.trim());
  const [, username, password] = found ?? [];
  if (username !== undefined && password !== undefined) {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  }
  if (/[?&]tls=false/i.test(connectionString)) return NOT_SENT;
  throw new Error('EventStoreDB: a connection with TLS needs esdb://user:password@host');
}
