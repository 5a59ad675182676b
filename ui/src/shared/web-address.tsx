import { TextInput, type TextInputProps } from '@mantine/core';

const MAX_LENGTH = 4000;

/** Returns true if the API accepts the web address: http or https, a host, no user name or password. The API checks it as well. */
export function isWebAddress(value: string): boolean {
  const text = value.trim();
  if (!/^https?:\/\//i.test(text) || text.length > MAX_LENGTH) return false;
  try {
    const url = new URL(text);
    return url.hostname !== '' && url.username === '' && url.password === '';
  } catch {
    return false;
  }
}

export function WebAddressInput(props: TextInputProps) {
  return <TextInput placeholder="https://" inputMode="url" {...props} />;
}
