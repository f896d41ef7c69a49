export { bookEventId } from './event-id.js';
