export { PolicyModule } from './policy.module.js';
export type { PolicyOptions } from './options.js';
