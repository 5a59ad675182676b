import { ROUTES, type ContactSubscriptions } from '@linkflow/contracts';
import { IconMailCheck, IconMailOff, IconMailQuestion } from '@tabler/icons-react';
import { useCan } from '../../../api/session';
import { type TextKey, useTexts } from '../../../i18n';
import { MenuAction, RowMenu } from '../../../shared/menu';
import type { MailChange } from './mail-change-dialog';
import { MailLine, Origin } from './mail-line';
import { mailTexts } from './mail.texts';

type TypeOfContact = ContactSubscriptions['types'][number];

interface TypeLineProps {
  of: TypeOfContact;
  name: string;
  /** Whether the contact has unsubscribed from everything. */
  all: boolean;
  /** Absent if nothing can be changed, because the contact has no address. */
  onChange: ((change: MailChange) => void) | undefined;
}

/** Whether a contact gets one subscription type, since when not, and its consent. */
export function TypeLine({ of, name, all, onChange }: TypeLineProps) {
  const t = useTexts(mailTexts);
  const mayChange = useCan()(ROUTES.subscriptions.change);
  const { type, state, consent } = of;
  const { key, isReceived } = stateOf(of, all);
  return (
    <MailLine
      icon={isReceived ? IconMailCheck : key === 'type.noConsent' ? IconMailQuestion : IconMailOff}
      color={isReceived ? 'teal' : all ? 'gray' : 'orange'}
      title={name}
      state={type.retired ? `${t(key)} (${t('type.retired')})` : t(key)}
      menu={mayChange && onChange && <TypeMenu of={of} name={name} all={all} onChange={onChange} />}
    >
      {state.unsubscribed && state.source && (
        <div>
          <Origin at={state.since} of={{ ...state, source: state.source }} />
        </div>
      )}
      {consent && (
        <div>
          {t('type.consented', { text: consent.text })}
          {' · '}
          <Origin at={consent.at} of={consent} />
        </div>
      )}
    </MailLine>
  );
}

function stateOf(
  { type, state, consent }: TypeOfContact,
  all: boolean,
): { key: TextKey<typeof mailTexts>; isReceived: boolean } {
  if (state.unsubscribed) return { key: 'type.unsubscribed', isReceived: false };
  if (all) return { key: 'type.blocked', isReceived: false };
  if (type.requiresConsent && !consent) return { key: 'type.noConsent', isReceived: false };
  return { key: 'type.gets', isReceived: true };
}

function TypeMenu({ of, name, all, onChange }: TypeLineProps & { onChange: (change: MailChange) => void }) {
  const t = useTexts(mailTexts);
  const { type, state, consent } = of;
  const about = { typeId: type.id, name };
  return (
    <RowMenu name={name} width={220}>
      {consent ? (
        <MenuAction icon={IconMailQuestion} onClick={() => onChange({ kind: 'withdraw-consent', ...about })}>
          {t('actions.withdrawConsent')}
        </MenuAction>
      ) : (
        !all && (
          <MenuAction icon={IconMailCheck} onClick={() => onChange({ kind: 'give-consent', ...about })}>
            {t('actions.giveConsent')}
          </MenuAction>
        )
      )}
      <MenuAction
        icon={state.unsubscribed ? IconMailCheck : IconMailOff}
        danger={!state.unsubscribed}
        onClick={() => onChange({ kind: 'subscription', ...about, unsubscribed: !state.unsubscribed })}
      >
        {t(state.unsubscribed ? 'actions.resubscribe' : 'actions.unsubscribe')}
      </MenuAction>
    </RowMenu>
  );
}
