import 'reflect-metadata';
import { runService } from '#platform';
import { MatchingEngineModule } from './index.js';

await runService('matching-engine', ({ relaysMarket }) => [
  relaysMarket ? MatchingEngineModule.relaying() : MatchingEngineModule,
]);
