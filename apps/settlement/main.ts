import 'reflect-metadata';
import { runService } from '#platform';
import { SettlementModule } from './index.js';

await runService('settlement', () => [SettlementModule]);
