import 'reflect-metadata';
import { runService } from '#platform';
import { OrderIntakeModule } from './index.js';

await runService('order-intake', () => [OrderIntakeModule]);
