import { getMetadataStorage, MATCHES, ValidationTypes, type ValidationArguments } from 'class-validator';
import { checkShape, type Checked, type DtoClass } from '#platform';

type Storage = ReturnType<typeof getMetadataStorage>;
type Condition = (object: unknown, value: unknown) => boolean;
type Constraint = (value: unknown) => boolean;

interface FieldCheck {
  readonly field: string;
  readonly conditions: readonly Condition[];
  readonly constraints: readonly Constraint[];
}

/**
 * Checks a flat class's class-validator rules with the walk through their metadata done once, at the start, instead
 * of at each request. What passes is an instance of the class; what does not is checked again by class-validator
 * itself, which words the errors and has the last word.
 */
export class ShapeCheck<Dto extends object> {
  private readonly fields: ReadonlyMap<string, FieldCheck>;
  private readonly checks: readonly FieldCheck[];

  /** @throws Error when the class uses rules that judge more than a value by itself. */
  constructor(private readonly dtoClass: DtoClass<Dto>) {
    this.fields = fieldChecks(dtoClass);
    this.checks = [...this.fields.values()];
  }

  /** Checks one plain value; unknown fields are refused. */
  check(plain: unknown): Checked<Dto> {
    if (typeof plain !== 'object' || plain === null) return checkShape(this.dtoClass, plain);
    const value = new this.dtoClass();
    const source = plain as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(source)) {
      if (!this.fields.has(name)) return checkShape(this.dtoClass, plain);
      (value as Record<string, unknown>)[name] = source[name];
    }
    for (const check of this.checks) {
      if (!passes(check, value)) return checkShape(this.dtoClass, plain);
    }
    return { value };
  }
}

function passes({ field, conditions, constraints }: FieldCheck, object: object): boolean {
  const value = (object as Record<string, unknown>)[field];
  for (const condition of conditions) {
    if (!condition(object, value)) return true;
  }
  for (const constraint of constraints) {
    if (!constraint(value)) return false;
  }
  return true;
}

function fieldChecks<Dto extends object>(dtoClass: DtoClass<Dto>): ReadonlyMap<string, FieldCheck> {
  const storage = getMetadataStorage();
  const metadatas = storage.getTargetValidationMetadatas(dtoClass, '', false, false);
  const fields = new Map<string, FieldCheck>();
  for (const [field, rules] of Object.entries(storage.groupByPropertyName(metadatas))) {
    const conditions: Condition[] = [];
    const constraints: Constraint[] = [];
    for (const rule of rules) {
      // The fields' types say always; rules without options leave them out.
      const groups = rule.groups as readonly string[] | undefined;
      const plain = !rule.each && (groups ?? []).length === 0 && (rule.validateIf as unknown) === undefined;
      if (plain && rule.type === ValidationTypes.CONDITIONAL_VALIDATION) {
        conditions.push(rule.constraints[0] as Condition);
      } else if (plain && rule.type === ValidationTypes.CUSTOM_VALIDATION) {
        constraints.push(...constraintsOf(dtoClass, field, rule.constraintCls, rule.constraints));
      } else {
        throw new Error(`${dtoClass.name}.${field}: ${rule.type} cannot be checked by value alone`);
      }
    }
    fields.set(field, { field, conditions, constraints });
  }
  return fields;
}

/** A pattern is tried by itself: class-validator would have its match made into a list each time. */
function constraintsOf(
  dtoClass: DtoClass<object>,
  property: string,
  constraintClass: Parameters<Storage['getTargetValidatorConstraints']>[0],
  values: unknown[],
): Constraint[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintClass)
    .map(({ instance, name, async }) => {
      // A rule without values has no list of them, whatever its type says.
      const pattern = (values as readonly unknown[] | undefined)?.[0];
      if (name === MATCHES && pattern instanceof RegExp && !pattern.global && !pattern.sticky)
        return (value) => typeof value === 'string' && pattern.test(value);
      if (async) throw new Error(`${dtoClass.name}.${property}: an asynchronous rule`);
      const given: ValidationArguments = {
        targetName: dtoClass.name,
        property,
        object: {},
        value: undefined,
        constraints: values,
      };
      return (value) => instance.validate(value, given) === true;
    });
}
