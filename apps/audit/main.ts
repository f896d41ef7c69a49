import 'reflect-metadata';
import { runService } from '#platform';
import { AuditModule } from './index.js';

await runService('audit', () => [AuditModule]);
