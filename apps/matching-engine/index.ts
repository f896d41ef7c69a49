export { compileForBooks } from './compile-for-books.js';
export { MatchingEngineModule } from './matching-engine.module.js';
