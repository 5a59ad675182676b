import {
  CONSENT_SOURCES,
  ROUTES,
  pick,
  type ConsentSource,
  type ContactSubscriptions,
} from '@linkflow/contracts';
import { Select, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { routeKey, useCommand } from '../../../api/use-route';
import { useLanguage, useTexts } from '../../../i18n';
import { DateValueInput } from '../../../shared/date-value-input';
import { FormDialog } from '../../../shared/form-dialog';
import { mailTexts } from './mail.texts';

/** A change of what mailings a contact gets, which a dialog asks for. `name`: that of the subscription type; empty for everything. */
export type MailChange =
  | { kind: 'subscription'; typeId: string | null; name: string; unsubscribed: boolean }
  | { kind: 'give-consent'; typeId: string; name: string }
  | { kind: 'withdraw-consent'; typeId: string; name: string }
  | { kind: 'clear-bounce' };

interface MailChangeDialogProps {
  opened: boolean;
  onClose: () => void;
  contactId: string;
  /** Null while the dialog is closed. */
  change: MailChange | null;
}

/** Asks a colleague for what must be known about a change of a contact's mailings, and makes it. */
export function MailChangeDialog({ opened, onClose, contactId, change }: MailChangeDialogProps) {
  // The dialog keeps its content while it fades out.
  const [shown, setShown] = useState(change);
  if (change && change !== shown) setShown(change);
  if (!shown) return null;
  const dialog = { opened, onClose, contactId };
  return shown.kind === 'give-consent' ? (
    <ConsentDialog {...dialog} typeId={shown.typeId} name={shown.name} />
  ) : (
    <ReasonDialog {...dialog} change={shown} />
  );
}

type DialogProps = Omit<MailChangeDialogProps, 'change'>;
type ReasonedChange = Exclude<MailChange, { kind: 'give-consent' }>;

function ReasonDialog({ contactId, change, ...dialog }: DialogProps & { change: ReasonedChange }) {
  const t = useTexts(mailTexts);
  const words = useWords(change);
  const make = useReasonedChange(contactId);
  const store = useStored(contactId);
  return (
    <FormDialog<{ reason: string }, ContactSubscriptions>
      {...dialog}
      needs={ROUTES.subscriptions.change}
      title={words.title}
      submit={words.submit}
      initial={{ reason: '' }}
      validate={({ reason }) => (reason.trim() === '' ? { reason: t('reasonMissing') } : {})}
      onSubmit={({ reason }) => make(change, reason.trim())}
      onDone={store}
    >
      {(form) => (
        <Textarea
          label={t('reason')}
          description={t('reasonHint')}
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      )}
    </FormDialog>
  );
}

function useWords(change: ReasonedChange): { title: string; submit: string } {
  const t = useTexts(mailTexts);
  if (change.kind === 'clear-bounce')
    return { title: t('asks.clearBounce'), submit: t('actions.clearBounce') };
  const { name } = change;
  if (change.kind === 'withdraw-consent')
    return { title: t('asks.withdrawConsent', { name }), submit: t('actions.withdrawConsent') };
  const of = change.typeId === null ? 'All' : '';
  return change.unsubscribed
    ? { title: t(`asks.unsubscribe${of}`, { name }), submit: t('actions.unsubscribe') }
    : { title: t(`asks.resubscribe${of}`, { name }), submit: t('actions.resubscribe') };
}

function useReasonedChange(contactId: string) {
  const subscription = useCommand(ROUTES.subscriptions.change);
  const withdraw = useCommand(ROUTES.subscriptions.withdrawConsent);
  const clear = useCommand(ROUTES.subscriptions.clearBounce);
  const params = { id: contactId };
  return (change: ReasonedChange, reason: string): Promise<ContactSubscriptions> => {
    switch (change.kind) {
      case 'subscription': {
        const { typeId, unsubscribed } = change;
        return subscription.mutateAsync({ params, body: { typeId, unsubscribed, reason } });
      }
      case 'withdraw-consent':
        return withdraw.mutateAsync({ params, body: { typeId: change.typeId, reason } });
      case 'clear-bounce':
        return clear.mutateAsync({ params, body: { reason } });
    }
  };
}

interface ConsentValues extends Record<string, unknown> {
  source: ConsentSource;
  at: string | null;
  text: string;
}

function ConsentDialog({
  contactId,
  typeId,
  name,
  ...dialog
}: DialogProps & { typeId: string; name: string }) {
  const t = useTexts(mailTexts);
  const language = useLanguage();
  const give = useCommand(ROUTES.subscriptions.giveConsent);
  const store = useStored(contactId);
  return (
    <FormDialog<ConsentValues, ContactSubscriptions>
      {...dialog}
      needs={ROUTES.subscriptions.giveConsent}
      title={t('asks.giveConsent', { name })}
      submit={t('actions.giveConsent')}
      initial={{ source: 'colleague', at: new Date().toISOString(), text: '' }}
      validate={({ text }) => (text.trim() === '' ? { text: t('consent.textMissing') } : {})}
      onSubmit={({ source, at, text }) =>
        give.mutateAsync({
          params: { id: contactId },
          body: { typeId, source, text: text.trim(), ...(at !== null && { at }) },
        })
      }
      onDone={store}
    >
      {(form) => (
        <>
          <Select
            label={t('consent.from')}
            allowDeselect={false}
            data={Object.entries(CONSENT_SOURCES).map(([value, label]) => ({
              value,
              label: pick(label, language),
            }))}
            {...form.getInputProps('source')}
          />
          <DateValueInput
            type="date-time"
            label={t('consent.at')}
            value={form.values.at}
            error={form.errors.at}
            onChange={(at) => form.setFieldValue('at', typeof at === 'string' ? at : null)}
          />
          <Textarea
            label={t('consent.text')}
            description={t('consent.textHint')}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            {...form.getInputProps('text')}
          />
        </>
      )}
    </FormDialog>
  );
}

/** Returns a function that shows the answer of a change, and reloads the card with its history. */
function useStored(contactId: string) {
  const client = useQueryClient();
  return (mail: ContactSubscriptions): void => {
    const request = { params: { id: contactId } };
    client.setQueryData(routeKey(ROUTES.subscriptions.get, request), mail);
    void client.invalidateQueries({ queryKey: routeKey(ROUTES.contacts.get, request) });
  };
}
