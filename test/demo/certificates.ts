import type { BlocConfig } from '#platform';
import { INSTRUMENT } from './cast.js';

type Certificate = BlocConfig['certificates'][number];

/** The certificates of the sample bloc that the day needs, found by what they are and not by their ids. */
export class Certificates {
  private readonly ofBook: readonly Certificate[];
  private readonly nowMicros = Date.now() * 1_000;

  constructor(private readonly bloc: BlocConfig) {
    this.ofBook = bloc.certificates.filter(({ instrument }) => instrument === INSTRUMENT);
  }

  /** A good one of this origin with plenty of lots. */
  good(originState: string | undefined): string {
    return this.id('good', (one) => this.isGood(one) && one.originState === originState && one.lots > 1_000);
  }

  /** A good one with few lots. */
  small(): { certificateId: string; lots: number } {
    const found = this.find('small', (one) => this.isGood(one) && one.lots < 100);
    return { certificateId: found.certificateId, lots: found.lots };
  }

  tooMuchFromOutside(): string {
    return this.id(
      'blended',
      (one) => one.nonBlocContentBasisPoints > this.spec.nonBlocContentBasisPointsMax,
    );
  }

  ofAnotherStage(): string {
    return this.id('of another stage', (one) => one.productionStage !== this.spec.productionStage);
  }

  /** One whose origin is no member at all. */
  fromOutside(): string {
    return this.id('from outside', (one) =>
      this.bloc.nonMembers.some((state) => state.memberState === one.originState),
    );
  }

  private isGood(one: Certificate): boolean {
    return (
      one.expiryMicros > this.nowMicros &&
      one.nonBlocContentBasisPoints <= this.spec.nonBlocContentBasisPointsMax &&
      one.productionStage === this.spec.productionStage &&
      this.bloc.members.some(
        ({ memberState, status }) => memberState === one.originState && status === 'full',
      )
    );
  }

  private get spec(): BlocConfig['instruments'][number]['spec'] {
    const found = this.bloc.instruments.find(({ spec }) => spec.instrumentId === INSTRUMENT);
    if (found === undefined) throw new Error(`the bloc does not trade ${INSTRUMENT}`);
    return found.spec;
  }

  private id(what: string, wanted: (one: Certificate) => boolean): string {
    return this.find(what, wanted).certificateId;
  }

  private find(what: string, wanted: (one: Certificate) => boolean): Certificate {
    const found = this.ofBook.find(wanted);
    if (found === undefined) throw new Error(`the bloc has no certificate that is ${what} for ${INSTRUMENT}`);
    return found;
  }
}
