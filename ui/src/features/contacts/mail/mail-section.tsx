import {
  MAX_SOFT_BOUNCES,
  ROUTES,
  pick,
  type ContactCard,
  type ContactSubscriptions,
} from '@linkflow/contracts';
import { Button, Skeleton } from '@mantine/core';
import { IconMailCheck, IconMailOff, IconMailX, IconUserOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { routeKey, useRoute } from '../../../api/use-route';
import { useLanguage, useTexts } from '../../../i18n';
import { lazyDialog } from '../../../shared/lazy-parts';
import { useLiveRefresh } from '../../../shared/live-refresh';
import { LoadFailure } from '../../../shared/load-failure';
import { MenuAction, RowMenu } from '../../../shared/menu';
import { TimeAgo } from '../../../shared/time-ago';
import { CardSection } from '../card/card';
import type { MailChange } from './mail-change-dialog';
import { MailLine, Origin } from './mail-line';
import classes from './mail.module.css';
import { mailTexts } from './mail.texts';
import { TypeLine } from './type-line';

const MailChangeDialog = lazyDialog(async () => (await import('./mail-change-dialog')).MailChangeDialog);

/** What mailings a contact gets, and why not others. */
export function MailSection({ card }: { card: ContactCard }) {
  const t = useTexts(mailTexts);
  const request = { params: { id: card.id } };
  const query = useRoute(ROUTES.subscriptions.get, request);
  useLiveRefresh([`contact:${card.id}`], routeKey(ROUTES.subscriptions.get, request), 500);
  const [change, setChange] = useState<MailChange | null>(null);
  return (
    <CardSection title={t('title')}>
      {query.data ? (
        <Lines card={card} mail={query.data} onChange={setChange} />
      ) : query.error ? (
        <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton height={96} />
      )}
      <MailChangeDialog
        opened={change !== null}
        contactId={card.id}
        change={change}
        onClose={() => setChange(null)}
      />
    </CardSection>
  );
}

interface LinesProps {
  card: ContactCard;
  mail: ContactSubscriptions;
  onChange: (change: MailChange) => void;
}

function Lines({ card, mail, onChange }: LinesProps) {
  const t = useTexts(mailTexts);
  const language = useLanguage();
  const types = mail.types.filter(
    ({ type, state, consent }) => !type.retired || state.unsubscribed || consent !== null,
  );
  return (
    <ul className={classes.lines}>
      {card.formerEmployee && <MailLine icon={IconUserOff} color="orange" title={t('former')} />}
      {mail.email === null ? (
        <MailLine icon={IconMailX} color="orange" title={t('noAddress')} />
      ) : (
        <>
          <AddressLine mail={mail} onChange={onChange} />
          <AllLine mail={mail} onChange={onChange} />
        </>
      )}
      {types.map((of) => (
        <TypeLine
          key={of.type.id}
          of={of}
          name={pick(of.type.name, language)}
          all={mail.all.unsubscribed}
          onChange={mail.email === null ? undefined : onChange}
        />
      ))}
    </ul>
  );
}

/** Whether the address works. */
function AddressLine({ mail: { email, bounce, softBounces }, onChange }: Omit<LinesProps, 'card'>) {
  const t = useTexts(mailTexts);
  const mayChange = useCan()(ROUTES.subscriptions.clearBounce);
  const isBlocked = bounce !== null || softBounces >= MAX_SOFT_BOUNCES;
  const counts = { count: softBounces, max: MAX_SOFT_BOUNCES };
  const title = bounce
    ? t('address.bounced')
    : isBlocked
      ? t('address.tooManySoftBounces', counts)
      : softBounces > 0
        ? t('address.softBounces', counts)
        : t('address.works');
  const answer = bounce && [bounce.code, bounce.text].filter((part) => part !== '').join(' ');
  return (
    <MailLine
      icon={isBlocked ? IconMailX : IconMailCheck}
      color={isBlocked ? 'orange' : 'teal'}
      title={title}
      menu={
        mayChange &&
        (isBlocked || softBounces > 0) && (
          <RowMenu name={email ?? ''} width={220}>
            <MenuAction icon={IconMailCheck} onClick={() => onChange({ kind: 'clear-bounce' })}>
              {t('actions.clearBounce')}
            </MenuAction>
          </RowMenu>
        )
      }
    >
      {bounce && (
        <>
          {answer && <>{t('address.server', { answer })} · </>}
          <TimeAgo at={bounce.at} />
        </>
      )}
    </MailLine>
  );
}

/** Whether the contact has unsubscribed from everything. */
function AllLine({ mail: { all }, onChange }: Omit<LinesProps, 'card'>) {
  const t = useTexts(mailTexts);
  const mayChange = useCan()(ROUTES.subscriptions.change);
  const change = { kind: 'subscription', typeId: null, name: '', unsubscribed: !all.unsubscribed } as const;
  return (
    <MailLine
      icon={all.unsubscribed ? IconMailOff : IconMailCheck}
      color={all.unsubscribed ? 'orange' : 'teal'}
      title={t(all.unsubscribed ? 'all.unsubscribed' : 'all.gets')}
      menu={
        mayChange && (
          <Button size="compact-sm" variant="default" onClick={() => onChange(change)}>
            {t(all.unsubscribed ? 'actions.resubscribe' : 'actions.unsubscribeAll')}
          </Button>
        )
      }
    >
      {all.unsubscribed && all.source && <Origin at={all.since} of={{ ...all, source: all.source }} />}
    </MailLine>
  );
}
