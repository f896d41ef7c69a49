export { SettlementModule } from './settlement.module.js';
export { serveClearing } from './thread/serve-clearing.js';
