import { domainToASCII } from 'node:url';

/**
 * The form of an e-mail address that is equal for all its spellings: lower case, NFC, the domain in ASCII. RFC 5321 allows servers to
 * distinguish upper and lower case before the `@`, but none that people use does.
 */
export function addressKey(email: string): string {
  const plain = email.normalize('NFC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = plain.slice(at + 1);
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain}`;
}
