import { TextInput, type TextInputProps } from '@mantine/core';
import { ADDRESS_PROBLEMS, addressProblem, mendAddress, pick } from '@linkflow/contracts';
import { useLanguage } from '../i18n';

/** Returns true if the API accepts the web address, after it has corrected what people usually get wrong (`www.example.no`). */
export const isWebAddress = (value: string): boolean => addressProblem(mendAddress(value)) === null;

/** Returns a function that says in a sentence what is wrong with a web address; undefined if it can be used. */
export function useWebAddressError(): (value: string) => string | undefined {
  const language = useLanguage();
  return (value) => {
    const problem = addressProblem(mendAddress(value));
    return problem ? pick(ADDRESS_PROBLEMS[problem], language) : undefined;
  };
}

export function WebAddressInput(props: TextInputProps) {
  return <TextInput placeholder="https://" inputMode="url" maxLength={4000} {...props} />;
}
