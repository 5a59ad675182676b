import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';

/**
 * Results of {@link browserOf} by user agent: parsing costs more than recording a click, and the clicks of a burst share few user
 * agents.
 */
const parsed = new LRUCache<string, string>({ max: 2_000 });

/**
 * Reduces a user agent to the family and version of the browser, e.g. "Chrome 138", because the whole text can identify a person. A text
 * that is already reduced is returned unchanged.
 */
export function browserOf(userAgent: string): string {
  let browser = parsed.get(userAgent);
  if (browser === undefined) parsed.set(userAgent, (browser = parse(userAgent)));
  return browser;
}

const UNKNOWN = 'Unknown';
const FAMILIES: ReadonlySet<string> = new Set([...Object.values(Bowser.BROWSER_MAP), UNKNOWN]);

/**
 * Whether a text is the name of a browser that the parser recognises, with or without a major version. Any other text could contain
 * personal data.
 */
function isReduced(text: string): boolean {
  const [, family = ''] = /^(.+?)(?: \d{1,5})?$/.exec(text) ?? [];
  return FAMILIES.has(family);
}

function parse(userAgent: string): string {
  if (userAgent === '' || isReduced(userAgent)) return userAgent || UNKNOWN;
  const { name = '', version } = Bowser.parse(userAgent).browser;
  const major = version?.split('.')[0];
  const reduced = major ? `${name} ${major}` : name;
  return isReduced(reduced) ? reduced : UNKNOWN;
}
