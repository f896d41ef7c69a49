export * from './port.js';
export { KafkaMessageBus, type KafkaMessageBusOptions } from './kafka/kafka-message-bus.js';
export { EmbeddedMessageBus, type EmbeddedMessageBusOptions } from './embedded/embedded-message-bus.js';
