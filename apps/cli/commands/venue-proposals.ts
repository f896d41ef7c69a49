import type { Command } from 'commander';
import { KILL_SWITCH_SCOPES, type KillSwitchScope } from '#contracts';
import { decimal, isoInstant, oneOf, wholeNumber } from '../arguments.js';
import type { Host } from '../host.js';
import { proposal, propose, type ProposalOptions } from './proposal.js';

const BASIS_POINTS_MAX = 10_000;

interface BandsOptions extends ProposalOptions {
  readonly static?: number;
  readonly dynamic?: number;
  readonly expiry: string;
}

/** BAND-3: other price bands for a time. */
export function bands(host: Host): Command {
  return proposal('bands', 'other price bands for a time; without any they are lifted')
    .argument('<instrument>')
    .option('--static <basisPoints>', 'around the static reference price', wholeNumber(0, BASIS_POINTS_MAX))
    .option('--dynamic <basisPoints>', 'around the last price', wholeNumber(0, BASIS_POINTS_MAX))
    .requiredOption('--expiry <instant>', 'UTC, such as 2027-06-30T00:00:00Z', isoInstant)
    .addHelpText(
      'after',
      '\nExample:\n  orebook act propose bands NDPR-OXIDE --static 2000 --expiry 2027-06-30T00:00:00Z --reason "thin market"',
    )
    .action(async (instrument: string, options: BandsOptions, command: Command) => {
      const change = {
        type: 'setBands',
        instrument,
        staticBasisPoints: options.static,
        dynamicBasisPoints: options.dynamic,
        expiryTime: options.expiry,
      };
      await propose(host, command, change, options);
    });
}

interface LimitsOptions extends ProposalOptions {
  readonly orderSize?: number;
  readonly openQuantity?: number;
  readonly position?: number;
  readonly notional?: string;
  readonly messages?: number;
}

/** RISK-1: all limits of a desk in an instrument. */
export function limits(host: Host): Command {
  return proposal('limits', 'all limits of a desk in an instrument; one that is left out does not bind')
    .argument('<instrument>')
    .argument('<desk>')
    .argument('<state>', 'ISO 3166 code')
    .option('--order-size <lots>', 'of one order', wholeNumber(0))
    .option('--open-quantity <lots>', 'of all live orders of a side', wholeNumber(0))
    .option('--position <lots>', 'with all live orders of a side filled', wholeNumber(0))
    .option('--notional <amount>', 'of one order', decimal)
    .option('--messages <count>', 'entries and amends a second', wholeNumber(0))
    .action(
      async (
        instrument: string,
        desk: string,
        memberState: string,
        options: LimitsOptions,
        command: Command,
      ) => {
        const change = {
          type: 'setLimits',
          instrument,
          desk,
          memberState,
          orderSizeLotsMax: options.orderSize,
          openQuantityLotsMax: options.openQuantity,
          positionLotsMax: options.position,
          notionalMax: options.notional,
          messagesPerSecondMax: options.messages,
        };
        await propose(host, command, change, options);
      },
    );
}

/** RISK-2: a kill switch, pulled by one supervisor and lifted by two. */
export function killSwitch(host: Host): Command {
  return proposal(
    'kill-switch',
    'a kill switch: it cancels what rests and takes no orders until it is lifted',
  )
    .argument('<on-or-off>', 'on, off', oneOf(['on', 'off'] as const))
    .argument('<scope>', KILL_SWITCH_SCOPES.join(', '), oneOf(KILL_SWITCH_SCOPES))
    .argument('[name]', 'the desk or the state; none for the venue')
    .addHelpText(
      'after',
      '\nExample:\n  orebook act propose kill-switch on desk kaz-steppe --reason "its machine runs wild"',
    )
    .action(
      async (
        state: 'on' | 'off',
        scope: KillSwitchScope,
        name: string | undefined,
        options: ProposalOptions,
        command: Command,
      ) => {
        await propose(
          host,
          command,
          { type: 'setKillSwitch', scope, name, engaged: state === 'on' },
          options,
        );
      },
    );
}

/** RESV-2: what the reserve may spend and hold. */
export function reserve(host: Host): Command {
  return proposal('reserve', 'what the strategic reserve may spend on an instrument and hold of it')
    .argument('<instrument>')
    .argument('<budget>', 'decimal, in the currency of the instrument', decimal)
    .argument('<cap>', 'whole lots', wholeNumber(0))
    .option('--desk <desk>', 'of the reserve', 'strategic-reserve')
    .action(
      async (
        instrument: string,
        budget: string,
        capLots: number,
        options: ProposalOptions & { readonly desk: string },
        command: Command,
      ) => {
        const change = { type: 'setReserve', instrument, desk: options.desk, budget, capLots };
        await propose(host, command, change, options);
      },
    );
}

/** RISK-1: what a desk holds from now on. */
export function position(host: Host): Command {
  return proposal('position', 'what a desk holds of an instrument')
    .argument('<instrument>')
    .argument('<desk>')
    .argument('<state>', 'ISO 3166 code')
    .argument('<lots>', 'whole lots, below zero for a short position; write -- before such a one', signedLots)
    .action(
      async (
        instrument: string,
        desk: string,
        memberState: string,
        positionLots: number,
        options: ProposalOptions,
        command: Command,
      ) => {
        await propose(
          host,
          command,
          { type: 'setPosition', instrument, desk, memberState, positionLots },
          options,
        );
      },
    );
}

function signedLots(text: string): number {
  const lots = wholeNumber(0)(text.replace(/^-/, ''));
  return text.startsWith('-') && lots !== 0 ? -lots : lots;
}
