import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { EventStore } from '#event-store';
import { EVENT_STORE } from '#platform';
import { AuditFollower } from './audit-follower.js';
import { AuditHistory } from './audit-history.js';
import { BooksController } from './books.controller.js';
import { EventsController } from './events.controller.js';
import { HANDLERS } from './handlers.js';
import { ReadJournal } from './read-journal.js';
import { RegulatorDesk } from './regulator-desk.js';

/** The regulator's service: search, replay, proof, export. It writes nothing but the record of its own use. */
@Module({
  imports: [CqrsModule],
  controllers: [EventsController, BooksController],
  providers: [
    AuditFollower,
    AuditHistory,
    RegulatorDesk,
    {
      provide: ReadJournal,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) => new ReadJournal(store),
    },
    ...HANDLERS,
  ],
})
export class AuditModule implements OnApplicationShutdown {
  constructor(@Inject(ReadJournal) private readonly journal: ReadJournal) {}

  async onApplicationShutdown(): Promise<void> {
    await this.journal.close();
  }
}
