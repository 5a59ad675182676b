import type { Ref, SubscriptionSource } from '@linkflow/contracts';
import { Anchor, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../../../i18n';
import { TimeAgo } from '../../../shared/time-ago';
import { crmTexts } from '../crm.texts';
import classes from './mail.module.css';

interface MailLineProps {
  icon: Icon;
  /** Teal: mail arrives. Orange: it does not. */
  color: 'teal' | 'orange' | 'gray';
  title: ReactNode;
  /** What is stated of it, beside the title. */
  state?: string;
  menu?: ReactNode;
  /** Where it comes from. */
  children?: ReactNode;
}

/** One statement about the mail of a contact. */
export function MailLine({ icon: LineIcon, color, title, state, menu, children }: MailLineProps) {
  return (
    <li className={classes.line}>
      <LineIcon size={17} stroke={1.7} aria-hidden className={classes.icon} data-color={color} />
      <div className={classes.words}>
        <Text size="sm" component="div">
          {title}
          {state !== undefined && (
            <Text span size="sm" c="dimmed">
              {' – '}
              {state}
            </Text>
          )}
        </Text>
        {children && (
          <Text size="xs" c="dimmed" component="div">
            {children}
          </Text>
        )}
      </div>
      {menu}
    </li>
  );
}

interface OriginProps {
  at: string | null;
  of: { source: SubscriptionSource; mailing: Ref | null; by: Ref | null };
}

/** When, how and by whom something was decided, and the mailing whose link led there. */
export function Origin({ at, of: { source, mailing, by } }: OriginProps) {
  const t = useTexts(crmTexts);
  return (
    <>
      {at !== null && (
        <>
          <TimeAgo at={at} />
          {', '}
        </>
      )}
      {by && source === 'colleague' ? by.name : t(`source.mail-${source}`)}
      {by && source !== 'colleague' && `, ${by.name}`}
      {mailing && (
        <>
          {' · '}
          <Anchor
            renderRoot={(props) => (
              <Link to="/mailings/$mailingId" params={{ mailingId: mailing.id }} {...props} />
            )}
            inherit
            c="inherit"
            td="underline"
          >
            {mailing.name}
          </Anchor>
        </>
      )}
    </>
  );
}
