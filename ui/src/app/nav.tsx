import type { Role } from '@linkflow/contracts';
import { createSpotlight } from '@mantine/spotlight';
import {
  type Icon,
  IconActivity,
  IconBriefcase,
  IconBuilding,
  IconCalendarPlus,
  IconHeartRateMonitor,
  IconLink,
  IconListCheck,
  IconMail,
  IconSettings,
  IconTicket,
  IconUsers,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { TextKey } from '../i18n';
import type { shellTexts } from './shell.texts';

export interface NavItem {
  to: NonNullable<LinkProps['to']>;
  icon: Icon;
  text: TextKey<typeof shellTexts>;
  /** Roles that see the entry; all by default. */
  roles?: readonly Role[];
}

/** Pages for daily work. */
export const WORK: readonly NavItem[] = [
  { to: '/links', icon: IconLink, text: 'nav.links' },
  { to: '/mailings', icon: IconMail, text: 'nav.mailings' },
  { to: '/contacts', icon: IconUsers, text: 'nav.contacts' },
  { to: '/companies', icon: IconBuilding, text: 'nav.companies' },
  { to: '/selections', icon: IconListCheck, text: 'nav.selections' },
  { to: '/projects', icon: IconBriefcase, text: 'nav.projects' },
  { to: '/follow-ups', icon: IconCalendarPlus, text: 'nav.followUps' },
  { to: '/requests', icon: IconTicket, text: 'nav.requests' },
];

/** Pages for operations and settings. */
export const OPERATION: readonly NavItem[] = [
  { to: '/runs', icon: IconActivity, text: 'nav.runs' },
  { to: '/ops', icon: IconHeartRateMonitor, text: 'nav.ops', roles: ['ops', 'admin'] },
  { to: '/settings', icon: IconSettings, text: 'nav.settings' },
];

export const isFor =
  (role: Role | undefined) =>
  ({ roles }: NavItem): boolean =>
    roles === undefined || (role !== undefined && roles.includes(role));

/** State of the finder. Kept out of finder.tsx so that the shell can open the finder before its code is loaded. */
export const [finderStore, finder] = createSpotlight();

/**
 * Selects the first line, so that Enter opens it. Spotlight does this while the user types, but not when results arrive from
 * the API later. Spotlight keeps the selection as a `data-selected` attribute, so it is set on the DOM here.
 */
export function chooseFirst(): void {
  const lines = document.querySelectorAll(`#${CSS.escape(finderStore.getState().listId)} [data-action]`);
  lines.forEach((line, index) => {
    if (index === 0) line.setAttribute('data-selected', 'true');
    else line.removeAttribute('data-selected');
  });
  finderStore.updateState((state) => ({ ...state, selected: lines.length > 0 ? 0 : -1 }));
}
