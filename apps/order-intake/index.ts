export { OrderIntakeModule } from './order-intake.module.js';
export type { OrderIntakeOptions } from './options.js';
export { serveDeskView } from './view/desk-view.js';
