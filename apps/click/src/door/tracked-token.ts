import { TOKEN_LENGTH } from '@linkflow/links';

const PREFIX = '/c/';
const END = PREFIX.length + TOKEN_LENGTH;

/** The token of a tracked URL as it stands in a mail, which may have got a query on its way. Nobody has looked whether it is one of ours. */
export function trackedToken(url: string): string | undefined {
  if (!url.startsWith(PREFIX) || (url.length !== END && url[END] !== '?')) return undefined;
  return url.slice(PREFIX.length, END);
}
