import 'reflect-metadata';
import { runService } from '#platform';
import { PolicyModule } from './index.js';

await runService('policy', () => [PolicyModule]);
