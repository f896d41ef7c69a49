import { ValidateBy, validateSync } from 'class-validator';
import { ConfigurationError } from './configuration-error.js';

/** The variables of a process, usually `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

export const PLAIN_TEXT = /^[^\p{Cc}]{1,4096}$/u;

/** A rule for the text of a variable. */
export function rule(name: string, message: string, holds: (text: string) => boolean): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'string' && holds(value),
      defaultMessage: () => message,
    },
  });
}

export const isPort = (text: string): boolean => /^(0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= 65_535;

/**
 * Fills an object of texts from the variables of the same names; an empty variable counts as not set.
 *
 * @param isSecret - whether a variable's value must not be shown.
 * @throws ConfigurationError in one line that names the variable and its rule.
 */
export function readVariables<Name extends string>(
  text: Partial<Record<Name, string>>,
  names: readonly Name[],
  environment: Environment,
  isSecret: (name: string) => boolean = () => false,
): void {
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined && value !== '') text[name] = value;
  }
  for (const error of validateSync(text)) {
    const rules = Object.values(error.constraints ?? {}).join(' and ');
    const value = isSecret(error.property) ? '' : `, not ${shown(environment[error.property])}`;
    throw new ConfigurationError(`${error.property} ${rules}${value}`);
  }
}

function shown(value: string | undefined): string {
  const text = JSON.stringify(value ?? '');
  return text.length > 120 ? `${text.slice(0, 117)}..."` : text;
}
