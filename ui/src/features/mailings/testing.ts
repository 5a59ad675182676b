import { NO_ANALYTICS, type MailingDetail, type MailingLink } from '@linkflow/contracts';
import type { Message } from './use-message';

/** A mailing whose HTML is one link to a website, for tests. */
export const aMailing = (part: Partial<MailingDetail> = {}): MailingDetail => ({
  id: 'a'.repeat(24),
  name: 'Spring',
  subject: 'Spring',
  recipients: 0,
  links: 1,
  clicks: 0,
  humanClicks: 0,
  suspectClicks: 0,
  clickers: 0,
  humanClickers: 0,
  suspectClickers: 0,
  state: null,
  openForWorkflows: false,
  stateAt: null,
  updatedAt: '2027-03-01T10:00:00.000Z',
  folder: null,
  updatedBy: { id: 'u1', name: 'Ingrid' },
  blocks: null,
  html: '<a href="https://a.example">one</a>',
  trackedLinks: [aLink()],
  removed: [],
  placeholders: [],
  problems: [],
  analytics: NO_ANALYTICS,
  preheader: '',
  typeId: null,
  from: null,
  replyTo: null,
  revision: 7,
  ...part,
});

/** A link of a mailing to a website that is not tracked, for tests. */
export const aLink = (part: Partial<MailingLink> = {}): MailingLink => ({
  occurrence: 0,
  line: 1,
  kind: 'http',
  text: 'one',
  answer: 'redirect',
  href: 'https://a.example',
  leadsTo: part.href ?? 'https://a.example',
  tracked: false,
  link: null,
  local: false,
  blockId: null,
  ...part,
});

/** The saved content of a mailing in its editor, for tests. */
export const aMessage = (part: Partial<Message> = {}): Message => ({
  subject: 'Spring',
  preheader: '',
  html: '<a href="https://a.example">one</a>',
  blocks: null,
  dirty: false,
  saving: false,
  stale: null,
  savedAt: '2027-03-01T10:00:00.000Z',
  edit: () => undefined,
  save: () => undefined,
  writeHtml: () => undefined,
  loadTheirs: () => undefined,
  keepMine: () => undefined,
  unsaved: null,
  restoreUnsaved: () => undefined,
  discardUnsaved: () => undefined,
  ...part,
});
