export { MatchingEngineModule } from './matching-engine.module.js';
export { MatchingEngine } from './engine.js';
