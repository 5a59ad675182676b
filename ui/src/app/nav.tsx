import {
  IconActivity,
  IconBriefcase,
  IconBuilding,
  IconCalendarPlus,
  IconLink,
  IconListCheck,
  IconMail,
  IconHeartRateMonitor,
  IconSettings,
  IconTicket,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import type { Role } from '@linkflow/contracts';
import type { LinkProps } from '@tanstack/react-router';
import type { TextKey } from '../i18n';
import type { shellTexts } from './shell.texts';

export interface NavItem {
  to: NonNullable<LinkProps['to']>;
  icon: Icon;
  text: TextKey<(typeof shellTexts)['texts']>;
  /** Who sees it; everybody by default. */
  roles?: readonly Role[];
}

/** What marketers work with, in the order of the day. */
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

/** What keeps it running. */
export const OPERATION: readonly NavItem[] = [
  { to: '/runs', icon: IconActivity, text: 'nav.runs' },
  { to: '/ops', icon: IconHeartRateMonitor, text: 'nav.ops', roles: ['ops', 'admin'] },
  { to: '/settings', icon: IconSettings, text: 'nav.settings' },
];

export const isFor =
  (role: Role | undefined) =>
  ({ roles }: NavItem): boolean =>
    roles === undefined || (role !== undefined && roles.includes(role));
