import type { Metrics } from '#platform';
import type { OrderIntakeOptions } from '../options.js';
import type { EngineBacklog } from './engine-backlog.js';
import type { OrderDeskParts } from './order-desk.js';
import type { WaitingCommands } from './waiting-commands.js';

/** Counts commands that the edge turned away with 503, by the bound that they met. */
export function turnedAwayCounter(metrics: Metrics): OrderDeskParts['onTurnedAway'] {
  const turnedAway = metrics.counter({
    name: 'commands_turned_away_total',
    help: 'Commands answered with 503 before they were sent, by reason',
    labels: ['reason'],
  });
  return (reason, commands) => turnedAway.inc({ reason }, commands);
}

/** Shows how full the hops from the edge to the books are, beside their bounds. */
export function meterIntake(
  metrics: Metrics,
  waiting: WaitingCommands,
  backlog: EngineBacklog,
  { waitingCommandsMax, backlogCommandsMax }: OrderIntakeOptions,
): void {
  const show = (name: string, help: string, value: () => number): void => {
    metrics.gauge({ name, help, collect: (gauge) => gauge.set(value()) });
  };
  show('commands_waiting', 'Requests that wait for the outcome of their command', () => waiting.size);
  show('commands_waiting_max', 'How many may wait; more are turned away', () => waitingCommandsMax);
  show('engine_backlog_commands', 'Commands on the bus that no engine is done with', () => backlog.size);
  show(
    'engine_backlog_commands_max',
    'How many may wait in one partition; more are turned away',
    () => backlogCommandsMax,
  );
}
