/** Placeholders of other systems: which there are, and what does the same here. Plain JavaScript; see mail-markup.mjs. */

/**
 * @typedef {import('@linkflow/contracts').PlaceholderDialect} Dialect
 * @typedef {object} FoundPlaceholder
 * @property {string} source
 * @property {number} start
 * @property {Dialect} dialect
 * @property {string} name what it stands for, as it is called there; empty for conditions and loops
 * @property {string} fallback
 */

/** One expression per dialect, with the name in a group. Where two begin at one place, the first is meant. @type {[Dialect, RegExp][]} */
const DIALECTS = [
  ['mailchimp', /\*\|([^|\n]{1,120})\|\*/],
  ['salesforce', /%%=?([^%\n]{1,120})=?%%/],
  ['liquid', /\{%-?([^{}]{1,300}?)-?%\}/],
  ['liquid', /\{\{\s*\$\{([^{}]{1,120})\}[^{}]*\}\}/],
  ['handlebars', /\{\{\{\s*([^{}]{1,200})\}\}\}/],
  ['handlebars', /\{\{(?:[#/^>!&]|else\b)([^{}]{0,200})\}\}/],
  ['liquid', /\{\{-?([^{}]{1,300}?)-?\}\}/],
  ['smarty', /\{(?:\$|\/?(?:if|else|elseif|foreach|section)\b)([^{}\n]{0,200})\}/],
  ['sendgrid', /<%-?=?([^%<>\n]{1,120})%>/],
  ['sendgrid', /\[%([^%[\]\n]{1,120})%\]/],
  ['sendgrid', /\[(unsubscribe|unsubscribe_preferences|weblink|sender_[a-z]+)\]/i],
  ['brackets', /\[\[([^[\]\n]{1,120})\]\]/],
  ['mailgun', /%(recipient\.[\w.]{1,60}|(?:tag_|mailing_list_)?unsubscribe_(?:url|email))%/],
  ['activecampaign', /%([A-Z][A-Z_]{3,40})%/],
];
const ANY = new RegExp(DIALECTS.map(([, expression]) => expression.source).join('|'), 'gi');

/**
 * Finds placeholders, merge fields and links of ours among them.
 *
 * @param {string} text
 * @returns {FoundPlaceholder[]}
 */
export function findPlaceholders(text) {
  /** @type {FoundPlaceholder[]} */
  const found = [];
  for (const match of text.matchAll(ANY)) {
    const group = match.findIndex((value, index) => index > 0 && value !== undefined);
    const dialect = DIALECTS[group - 1]?.[0];
    // Capital letters tell placeholders from text with two percent signs.
    if (!dialect || (dialect === 'activecampaign' && match[0] !== match[0].toUpperCase())) continue;
    const inner = (match[group] ?? '').trim();
    found.push({ source: match[0], start: match.index, dialect, ...namedBy(dialect, match[0], inner) });
  }
  return found;
}

const FALLBACK = /\bdefault(?:\s*[:(=]\s*|\s+)(["'“”‘’]|&quot;|&#39;)(.*?)\1/;

/**
 * @param {Dialect} dialect
 * @param {string} source
 * @param {string} inner
 */
function namedBy(dialect, source, inner) {
  const fallback = FALLBACK.exec(inner)?.[2] ?? '';
  const isBlock =
    /^\{\{(?:[#/^>!]|else\b)/.test(source) ||
    /^\{\/?(?:if|else|elseif|foreach|section)\b/i.test(source) ||
    (dialect === 'mailchimp' && /^(?:IF|ELSE|END|MC):?/i.test(inner)) ||
    (source.startsWith('{%') && !/^\s*(?:unsubscribe|manage|view|web|mirror|update)/i.test(inner)) ||
    source.startsWith('%%[');
  return { name: isBlock ? '' : (inner.split(/[|,]|\s+default\b/)[0] ?? '').trim(), fallback };
}

/** Facts by the names that other systems give them, without signs between words and without the word for the recipient. */
const FACTS = new Map(
  Object.entries({
    'contact.firstName': ['firstname', 'fname', 'givenname', 'first', 'vorname', 'fornavn'],
    'contact.lastName': ['lastname', 'lname', 'surname', 'familyname', 'last', 'etternavn'],
    'contact.name': ['name', 'fullname', 'displayname', 'navn'],
    'contact.email': ['email', 'emailaddress', 'emailaddr', 'mail', 'epost'],
    'contact.title': ['title', 'jobtitle', 'tittel'],
    'contact.phone': ['phone', 'phonenumber', 'telephone', 'telefon'],
    'contact.country': ['country', 'land'],
    'company.name': [
      'company',
      'companyname',
      'organization',
      'organisation',
      'account',
      'accountname',
      'firma',
    ],
  }).flatMap(([fact, names]) => names.map((name) => [name, fact])),
);
const RECIPIENT =
  /^(?:contact|customer|subscriber|recipient|user|person|people|merge|profile|attributes?|lead|member|custom)+(?=[a-z])/;

/**
 * What does the same as a placeholder here.
 *
 * @param {Pick<FoundPlaceholder, 'name' | 'fallback'>} placeholder
 * @param {readonly string[] | null} facts names of all facts; null if they are not known
 * @returns {string | null} a merge field or a special link
 */
export function suggestionFor({ name, fallback }, facts) {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (plain === '') return null;
  if (/unsub|optout|avmeld/.test(plain)) return '{{link:unsubscribe}}';
  if (/preferences|updateprofile|profilecenter|subscriptioncenter|manage/.test(plain))
    return '{{link:subscriptions}}';
  if (
    /archive|viewonline|viewinbrowser|viewemail|webversion|weblink|webview|mirror|browser|online/.test(plain)
  )
    return '{{link:view-online}}';
  const fact = FACTS.get(plain) ?? FACTS.get(plain.replace(RECIPIENT, '')) ?? closest(name, facts ?? []);
  if (fact === undefined || (facts && !facts.includes(fact))) return null;
  const text = fallback.replace(/[{}|<>]/g, '').trim();
  return text === '' ? `{{${fact}}}` : `{{${fact}|${text}}}`;
}

/** The fact whose name differs least, if it differs little. @param {string} name @param {readonly string[]} facts */
function closest(name, facts) {
  const wanted = name.toLowerCase();
  let best;
  let least = Math.min(3, Math.floor(wanted.length / 3)) + 1;
  for (const fact of facts) {
    const plain = fact.toLowerCase();
    const differences = Math.min(
      distance(wanted, plain),
      distance(wanted, plain.slice(plain.lastIndexOf('.') + 1)),
    );
    if (differences >= least) continue;
    least = differences;
    best = fact;
  }
  return best;
}

/** Number of letters to insert, remove or change (Levenshtein). @param {string} one @param {string} other */
function distance(one, other) {
  if (Math.abs(one.length - other.length) > 3) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}
