export { MatchingEngineModule } from './matching-engine.module.js';
