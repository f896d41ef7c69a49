// Makes the venue's own user of EventStoreDB and says what it may do. Run again it leaves everything as it is.
// EVENTSTOREDB_NODES, EVENTSTOREDB_ADMIN_PASSWORD, EVENTSTOREDB_OREBOOK_PASSWORD; the authority by NODE_EXTRA_CA_CERTS.
import { randomUUID } from 'node:crypto';
import { ANY, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

const USER = 'orebook';
const DEADLINE_MS = 10_000;

function variable(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

const nodes = variable('EVENTSTOREDB_NODES');
const credentials = { username: 'admin', password: variable('EVENTSTOREDB_ADMIN_PASSWORD') };

/** Users are made by HTTP: the client knows nothing of them. Any node passes it on to the leader. */
async function makeUser() {
  const basic = Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');
  const answer = await fetch(`https://${nodes.split(',')[0]}/users/`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      loginName: USER,
      fullName: 'The venue',
      groups: [USER],
      password: variable('EVENTSTOREDB_OREBOOK_PASSWORD'),
    }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  if (answer.ok || answer.status === 409) return;
  throw new Error(`the user was not made: ${answer.status} ${await answer.text()}`);
}

/** The venue reads and writes its streams and follows the whole; only administrators delete or change the rules. */
async function setAccess() {
  const authority = encodeURIComponent(variable('NODE_EXTRA_CA_CERTS'));
  const client = EventStoreDBClient.connectionString(
    `esdb://${credentials.username}:${encodeURIComponent(credentials.password)}@${nodes}?tls=true&tlsCaFile=${authority}`,
  );
  const options = { credentials, deadline: DEADLINE_MS };
  await client.setStreamMetadata('$all', { acl: { readRoles: ['$admins', USER] } }, options);
  const userStreamAcl = {
    $r: [USER, '$admins'],
    $w: [USER],
    $d: ['$admins'],
    $mr: ['$admins'],
    $mw: ['$admins'],
  };
  const settings = jsonEvent({
    id: randomUUID(),
    type: 'update-default-acl',
    data: { $userStreamAcl: userStreamAcl },
  });
  await client.appendToStream('$settings', settings, { ...options, expectedRevision: ANY });
  await client.dispose();
}

await makeUser();
await setAccess();
console.log(`EventStoreDB has its user ${USER}`);
