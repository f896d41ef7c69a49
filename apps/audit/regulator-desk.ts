import { Socket } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus, QueryBus, type Query } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { ProblemException, type VenueUser } from '#platform';
import { RecordRead } from './queries.js';

/** Where regulators ask: every question is on record before its answer leaves (AUDT-1). */
@Injectable()
export class RegulatorDesk {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /**
   * Records a question and answers it.
   *
   * @param route - method and path pattern.
   * @param asked - the checked query; what is undefined is left out.
   * @throws EventStoreError when it cannot be recorded: then it is not answered.
   */
  async ask<Answer>(user: VenueUser, route: string, asked: object, query: Query<Answer>): Promise<Answer> {
    await this.commands.execute(new RecordRead(user, route, fieldsOf(asked)));
    return this.queries.execute(query);
  }
}

/** The fields of a checked query, which are texts and whole numbers. */
function fieldsOf(asked: object): Record<string, string | number> {
  const fields: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(asked)) {
    if (typeof value === 'string' || typeof value === 'number') fields[name] = value;
  }
  return fields;
}

/**
 * Follows a client's connection: aborts when it is closed before the answer is written. While long work is under way
 * the connection is not taken for idle.
 */
export function whileConnected(reply: Pick<FastifyReply, 'raw'>): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished)
      gone.abort(new ProblemException(408, 'CLIENT_GONE', 'the client went away'));
  });
  const { socket } = reply.raw;
  if (socket instanceof Socket) socket.setTimeout(0);
  return gone.signal;
}
