import 'reflect-metadata';
import { runService } from '#platform';
import { compileForBooks, MatchingEngineModule } from './index.js';

compileForBooks();
await runService('matching-engine', ({ relaysMarket }) => [
  relaysMarket ? MatchingEngineModule.relaying() : MatchingEngineModule,
]);
