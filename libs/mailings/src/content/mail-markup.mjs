/** What the elements and attributes of mails mean. Plain JavaScript, because a thread runs it under Node, tsx, vitest and in built apps. */

/** Whether a link is one of the special links with which a recipient can unsubscribe. @param {string | undefined} id as in `{{link:id}}` */
export const isUnsubscribeLink = (id) => id === 'unsubscribe' || id === 'subscriptions';

/** Attributes whose value is an address. */
export const URL_ATTRIBUTES = new Set([
  'action',
  'archive',
  'background',
  'cite',
  'classid',
  'codebase',
  'data',
  'dynsrc',
  'formaction',
  'href',
  'icon',
  'imagesrcset',
  'longdesc',
  'lowsrc',
  'manifest',
  'ping',
  'poster',
  'profile',
  'src',
  'srcset',
  'usemap',
  'xlink:href',
]);

/** SVG animations set attributes to these values, addresses among them. */
export const ANIMATED_VALUES = new Set(['by', 'from', 'to', 'values']);

/** @typedef {import('@linkflow/contracts').MailCutCode} MailCutCode */

/** Elements that are taken out with everything in them. @type {ReadonlyMap<string, MailCutCode>} */
const WHOLE = new Map([
  ['script', 'script'],
  ['iframe', 'frame'],
  ['select', 'form'],
  ['textarea', 'form'],
]);
/** Elements whose tags are taken out. What stands between them is kept. @type {ReadonlyMap<string, MailCutCode>} */
const TAGS_ONLY = new Map([
  ['applet', 'plugin'],
  ['embed', 'plugin'],
  ['fencedframe', 'frame'],
  ['frame', 'frame'],
  ['frameset', 'frame'],
  ['isindex', 'form'],
  ['keygen', 'form'],
  ['object', 'plugin'],
  ['param', 'plugin'],
  ['portal', 'frame'],
]);

/** Why an element is taken out, with its content. @param {string} tag */
export const wholeCut = (tag) => WHOLE.get(tag);

/**
 * Why the tags of an element are taken out.
 *
 * @param {string} tag
 * @param {(name: string) => string | undefined} valueOf value of an attribute
 * @returns {MailCutCode | undefined}
 */
export function tagCut(tag, valueOf) {
  const code = TAGS_ONLY.get(tag);
  if (code) return code;
  // Mails open menus by check boxes and style sheets. Such a box sends nothing.
  if (tag === 'input') return /^\s*(?:checkbox|radio)\s*$/i.test(valueOf('type') ?? '') ? undefined : 'form';
  if (tag === 'base' && valueOf('href') !== undefined) return 'base';
  if (tag === 'meta' && /refresh|\{\{/i.test(valueOf('http-equiv') ?? '')) return 'refresh';
  if (
    tag === 'link' &&
    /\b(?:import|manifest|modulepreload|prerender|preload|prefetch)\b/i.test(valueOf('rel') ?? '')
  )
    return 'loaded-code';
  return undefined;
}

/** Attributes that make an element submit a form. */
const FORM_ATTRIBUTES = new Set([
  'action',
  'form',
  'formaction',
  'formmethod',
  'formtarget',
  'method',
  'ping',
]);

/**
 * Why an attribute is taken out, with what takes its place.
 *
 * @param {string} tag
 * @param {string} name
 * @param {string} value decoded
 * @returns {{ code: MailCutCode, value: string | null } | undefined} `value`: the attribute keeps this value; null: it is taken out
 */
export function attributeCut(tag, name, value) {
  if (/^on./.test(name)) return { code: 'handler', value: null };
  if (name === 'srcdoc') return { code: 'frame', value: null };
  if (FORM_ATTRIBUTES.has(name) && (name !== 'form' || tag === 'button'))
    return { code: 'form', value: null };
  const isAddress = URL_ATTRIBUTES.has(name);
  if ((isAddress || ANIMATED_VALUES.has(name)) && runsCode(value, name === 'href' || name === 'xlink:href'))
    // A link stays a link, so that it looks the same.
    return { code: 'script-url', value: name === 'href' ? '#' : '' };
  if (name === 'style' && STYLE_CODE.test(value)) return { code: 'style-code', value: null };
  return undefined;
}

/** Text of style sheets that old programs run as code. Outlook needs `behavior: url(#default#VML)`. */
export const STYLE_CODE =
  /expression\s*\(|-moz-binding|(?:java|vb)script\s*:|behavio[u]?r\s*:\s*url\s*\(\s*["']?(?!["']?#default)/i;

/**
 * @param {string} value
 * @param {boolean} isNavigated whether the address is opened as a page, and not loaded as a picture
 */
function runsCode(value, isNavigated) {
  // Browsers ignore these characters in the scheme of an address.
  const address = value.replace(/[\t\n\r]/g, '').replace(/^[\0-\x20]+/, '');
  if (/(?:^|;\s*)(?:java|vb|live)script:/i.test(address)) return true;
  return isNavigated && /^data:(?!image\/(?:png|gif|jpe?g|webp)[;,])/i.test(address);
}

/**
 * Whether an element with an address is followed by a click.
 *
 * @param {string} tag
 * @param {string} name of the attribute
 */
export const isClicked = (tag, name) =>
  name === 'href' ? tag === 'a' || tag === 'area' || isVml(tag) : name === 'xlink:href' && tag === 'a';

/** Shapes of Outlook, such as `v:roundrect`. @param {string} tag */
const isVml = (tag) => /^(?:v|o|w):/.test(tag);

/** The link of a message, or of a page of ours, in place of an address. */
const OUR_LINK = /^\{\{link:(?:([0-9a-f]{24})|unsubscribe|subscriptions|view-online)\}\}/;
/** Begins with a placeholder of another system, or with a merge field: data decides where the link leads. */
const FROM_PLACEHOLDER =
  /^(?:https?:\/\/)?(?:\{\{|\{%|\{\$|\*\||%%|%[a-z_.-]+%|\[\[|\[(?:%|unsub|webversion|preferences)|<%|\$\{|-[a-z_]+-$)/i;
const ANY_PLACEHOLDER =
  /\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{\$[^{}]*\}|\*\|[^|]*\|\*|%%[^%]*%%|%[a-z_.-]+%|\[\[[^\]]*\]\]|<%[^%]*%>|\$\{[^{}]*\}/gi;

/**
 * @param {string} href decoded and without blanks around it
 * @returns {import('@linkflow/contracts').MailLinkKind}
 */
export function linkKind(href) {
  const ours = OUR_LINK.exec(href);
  if (ours) return ours[1] === undefined ? 'special' : 'tracked';
  if (href === '') return 'empty';
  if (href.startsWith('#')) return 'fragment';
  if (FROM_PLACEHOLDER.test(href)) return 'placeholder';
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(href)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return 'relative';
    case 'http':
    case 'https':
      return leadsSomewhere(href.replace(ANY_PLACEHOLDER, 'x')) ? 'http' : 'broken';
    case 'mailto':
    case 'tel':
    case 'sms':
      return scheme;
    case 'callto':
      return 'tel';
    case 'smsto':
      return 'sms';
    default:
      return 'app';
  }
}

/** @param {string} href */
function leadsSomewhere(href) {
  if (!/^https?:[\\/]{2}[^\\/?#]/i.test(href)) return false;
  // The name of a website as people write it: URL accepts also names that cannot exist.
  return URL.canParse(href) && /^(?:\[[\da-f:.]+\]|[\w-]+(?:\.[\w-]+)*\.?)$/i.test(new URL(href).hostname);
}

/**
 * Whether the website of an address is written out, so that a merge field does not decide it. The same rule as `isAddressFromData` of
 * libs/contracts, which the thread cannot import.
 *
 * @param {string} address decoded
 */
export function hasOwnSite(address) {
  const plain = address
    .replace(/[\p{Cc}\u00ad\u200b-\u200f\u061c\u2028-\u202e\u2060-\u2069\ufeff]/gu, '')
    .trim();
  const field = plain.indexOf('{{');
  return field < 0 || /^(?:https?:[/\\]{2}[^/\\?#]+[/\\?#]|mailto:|tel:|#)/i.test(plain.slice(0, field));
}
