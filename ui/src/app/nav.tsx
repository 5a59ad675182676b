import { ROUTES, type ApiRoute } from '@linkflow/contracts';
import { createSpotlight } from '@mantine/spotlight';
import {
  type Icon,
  IconActivity,
  IconBriefcase,
  IconBuilding,
  IconCalendarPlus,
  IconForms,
  IconHeartRateMonitor,
  IconLink,
  IconListCheck,
  IconMail,
  IconMailbox,
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
  /** Route that the page reads. The entry is shown to users who may use it. If absent, it is shown to everybody. */
  reads?: ApiRoute;
}

/** Navigation entries for daily work. */
export const WORK: readonly NavItem[] = [
  { to: '/links', icon: IconLink, text: 'nav.links' },
  { to: '/mailings', icon: IconMail, text: 'nav.mailings' },
  { to: '/forms', icon: IconForms, text: 'nav.forms' },
  { to: '/contacts', icon: IconUsers, text: 'nav.contacts' },
  { to: '/companies', icon: IconBuilding, text: 'nav.companies' },
  { to: '/selections', icon: IconListCheck, text: 'nav.selections' },
  { to: '/projects', icon: IconBriefcase, text: 'nav.projects' },
  { to: '/follow-ups', icon: IconCalendarPlus, text: 'nav.followUps' },
  { to: '/requests', icon: IconTicket, text: 'nav.requests' },
];

/** Navigation entries for operations and settings. */
export const OPERATION: readonly NavItem[] = [
  { to: '/outbox', icon: IconMailbox, text: 'nav.outbox', reads: ROUTES.outbox.list },
  { to: '/runs', icon: IconActivity, text: 'nav.runs' },
  { to: '/ops', icon: IconHeartRateMonitor, text: 'nav.ops', reads: ROUTES.ops.overview },
  { to: '/settings', icon: IconSettings, text: 'nav.settings' },
];

export const isFor =
  (can: (route: ApiRoute) => boolean) =>
  ({ reads }: NavItem): boolean =>
    reads === undefined || can(reads);

/** State of the finder (search dialog). It is not in finder.tsx, so that the shell can open the finder before that file is loaded. */
export const [finderStore, finder] = createSpotlight();

/**
 * Selects the first line of the finder, so that Enter opens it. Mantine's Spotlight does this while the user types, but not when
 * results arrive later from the API. Spotlight stores the selection in the DOM attribute `data-selected`, so this function sets it.
 */
export function chooseFirst(): void {
  const lines = document.querySelectorAll(`#${CSS.escape(finderStore.getState().listId)} [data-action]`);
  lines.forEach((line, index) => {
    if (index === 0) line.setAttribute('data-selected', 'true');
    else line.removeAttribute('data-selected');
  });
  finderStore.updateState((state) => ({ ...state, selected: lines.length > 0 ? 0 : -1 }));
}
