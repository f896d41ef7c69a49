export * from './port.js';
export { EmbeddedMessageBus, type EmbeddedMessageBusOptions } from './embedded/embedded-message-bus.js';
