import { Command } from 'commander';
import {
  MEMBERSHIP_STATUSES,
  PRODUCTION_STAGES,
  TRADING_PHASES,
  type MembershipStatus,
  type ProductionStage,
  type TradingPhase,
} from '#contracts';
import { decimal, isoInstant, oneOf, wholeNumber } from '../arguments.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { ActChangeText } from '../format/act.js';
import type { Host } from '../host.js';
import { isRecord } from '../problem.js';
import { proposal, propose, type ProposalOptions } from './proposal.js';
import { bands, killSwitch, limits, position, reserve } from './venue-proposals.js';

/** `act propose ...`: one command for each kind of change. */
export function proposeCommand(host: Host): Command {
  const command = new Command('propose')
    .summary('propose a change, for others to approve')
    .description(
      'Propose a change. Floors, membership, annexes, certificates and the reserve take two approvers other than the\nproposer; phases, bands, limits and positions take one more supervisor; a halt and a kill switch act at once.',
    );
  const kinds = [
    floor,
    phase,
    referencePrice,
    membership,
    annex,
    certificate,
    certificateLots,
    certificateWithdrawal,
    bands,
    limits,
    killSwitch,
    reserve,
    position,
    anyChange,
  ];
  for (const kind of kinds) command.addCommand(kind(host));
  return command;
}

function floor(host: Host): Command {
  return proposal('floor', 'a new price floor')
    .argument('<instrument>')
    .argument('<price>', 'decimal', decimal)
    .addHelpText(
      'after',
      '\nExample:\n  orebook act propose floor NDPR-OXIDE 120.00 --reason "ministers\' decision 12"',
    )
    .action(async (instrument: string, price: string, options: ProposalOptions, command: Command) => {
      await propose(host, command, { type: 'setFloor', instrument, price }, options);
    });
}

function phase(host: Host): Command {
  return proposal('phase', 'another trading phase')
    .argument('<instrument>')
    .argument('<phase>', TRADING_PHASES.join(', '), oneOf(TRADING_PHASES))
    .addHelpText(
      'after',
      '\nExample:\n  orebook act propose phase NDPR-OXIDE halted --reason "unusual orders"',
    )
    .action(async (instrument: string, to: TradingPhase, options: ProposalOptions, command: Command) => {
      await propose(host, command, { type: 'setPhase', instrument, phase: to }, options);
    });
}

function referencePrice(host: Host): Command {
  return proposal('reference-price', 'another reference price')
    .argument('<instrument>')
    .argument('<price>', 'decimal', decimal)
    .action(async (instrument: string, price: string, options: ProposalOptions, command: Command) => {
      await propose(host, command, { type: 'setReferencePrice', instrument, price }, options);
    });
}

function membership(host: Host): Command {
  return proposal('membership', 'another standing of a member state')
    .argument('<state>', 'ISO 3166 code')
    .argument('<status>', MEMBERSHIP_STATUSES.join(', '), oneOf(MEMBERSHIP_STATUSES))
    .action(
      async (memberState: string, status: MembershipStatus, options: ProposalOptions, command: Command) => {
        await propose(host, command, { type: 'setMembership', memberState, status }, options);
      },
    );
}

function annex(host: Host): Command {
  return proposal('annex', 'an annex of a member state')
    .argument('<state>', 'ISO 3166 code')
    .argument('<mineral>', 'such as NdPr')
    .argument('<stage>', PRODUCTION_STAGES.join(', '), oneOf(PRODUCTION_STAGES))
    .argument('<force>', 'on or off', oneOf(['on', 'off'] as const))
    .action(
      async (
        memberState: string,
        mineral: string,
        productionStage: ProductionStage,
        force: 'on' | 'off',
        options: ProposalOptions,
        command: Command,
      ) => {
        await propose(
          host,
          command,
          { type: 'setAnnex', memberState, mineral, productionStage, inForce: force === 'on' },
          options,
        );
      },
    );
}

interface CertificateOptions extends ProposalOptions {
  readonly origin: string;
  readonly mineral: string;
  readonly stage: ProductionStage;
  readonly nonBlocContent: number;
  readonly expiry: string;
  readonly lots: number;
}

function certificate(host: Host): Command {
  return proposal('certificate', 'a new certificate of origin')
    .argument('<instrument>')
    .argument('<certificate>', 'its id')
    .requiredOption('--origin <state>', 'ISO 3166 code of the origin')
    .requiredOption('--mineral <mineral>', 'such as NdPr')
    .requiredOption('--stage <stage>', PRODUCTION_STAGES.join(', '), oneOf(PRODUCTION_STAGES))
    .option('--non-bloc-content <basisPoints>', 'share from outside the bloc', wholeNumber(0, 10_000), 0)
    .requiredOption('--expiry <instant>', 'UTC, such as 2027-06-30T00:00:00Z', isoInstant)
    .requiredOption('--lots <lots>', 'whole lots', wholeNumber(1))
    .action(
      async (instrument: string, certificateId: string, options: CertificateOptions, command: Command) => {
        const { origin, mineral, stage, nonBlocContent, expiry, lots } = options;
        const certified = {
          originState: origin,
          mineral,
          productionStage: stage,
          nonBlocContentBasisPoints: nonBlocContent,
          expiryTime: expiry,
          lots,
        };
        await propose(
          host,
          command,
          { type: 'registerCertificate', instrument, certificateId, ...certified },
          options,
        );
      },
    );
}

function certificateLots(host: Host): Command {
  return proposal('certificate-lots', 'more or fewer lots of a certificate')
    .argument('<instrument>')
    .argument('<certificate>')
    .argument('<lots>', 'whole lots in all', wholeNumber(0))
    .action(
      async (
        instrument: string,
        certificateId: string,
        lots: number,
        options: ProposalOptions,
        command: Command,
      ) => {
        await propose(
          host,
          command,
          { type: 'setCertificateLots', instrument, certificateId, lots },
          options,
        );
      },
    );
}

function certificateWithdrawal(host: Host): Command {
  return proposal('certificate-withdrawal', 'the end of a certificate; its offers are cancelled')
    .argument('<instrument>')
    .argument('<certificate>')
    .action(async (instrument: string, certificateId: string, options: ProposalOptions, command: Command) => {
      await propose(host, command, { type: 'withdrawCertificate', instrument, certificateId }, options);
    });
}

function anyChange(host: Host): Command {
  return proposal('change', 'a change written as JSON, as in the interface')
    .argument('<json>', 'such as {"type":"setFloor","instrument":"NDPR-OXIDE","price":"120.00"}')
    .action(async (json: string, options: ProposalOptions, command: Command) => {
      await propose(host, command, changeOf(json), options);
    });
}

function changeOf(json: string): ActChangeText {
  let change: unknown;
  try {
    change = JSON.parse(json);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `the change is not JSON: ${error instanceof Error ? error.message : ''}`,
      undefined,
      { cause: error },
    );
  }
  if (!isRecord(change) || typeof change.type !== 'string')
    throw new CliError(EXIT.usage, 'the change must be an object with a type');
  return { ...change, type: change.type };
}
