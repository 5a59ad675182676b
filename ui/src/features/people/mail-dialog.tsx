import { ROUTES } from '@linkflow/contracts';
import { Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { FormDialog } from '../../shared/form-dialog';
import { RefSelect } from '../../shared/refs';
import { peopleTexts } from './people.texts';
import { PeopleCounted, WhoFields } from './who-fields';
import {
  filterWith,
  initialWho,
  isComplete,
  suggestsOthers,
  type ChosenPeople,
  type WhoValues,
} from './work-values';

interface MailDialogProps {
  people: ChosenPeople;
  opened: boolean;
  onClose: () => void;
}

interface Values extends WhoValues {
  name: string;
  copyOf: string | null;
}

/** Makes a draft of a mailing to people: a copy of the mailing that they got, another one, or empty. One more press creates it. */
export function MailDialog({ people, opened, onClose }: MailDialogProps) {
  const t = useTexts(peopleTexts);
  const navigate = useNavigate();
  const send = useCommand(ROUTES.people.mail);
  const { filter, links } = people;
  const isToOthers = suggestsOthers(people);
  const initial: Values = {
    ...initialWho(people, isToOthers ? 'none' : 'listed'),
    name: t(isToOthers ? 'mailNone' : 'mailName', { name: people.name }).slice(0, 200),
    copyOf: filter.mailingId ?? null,
  };
  const [count, setCount] = useState<number | null>(null);
  return (
    <FormDialog<Values, { id: string }>
      opened={opened}
      onClose={onClose}
      needs={ROUTES.people.mail}
      title={t(isToOthers ? 'mailOthers' : 'mailTitle')}
      submit={t('create')}
      blocked={count === 0}
      initial={initial}
      validate={(values) => ({
        ...(values.name.trim() === '' && { name: t('nameMissing') }),
        ...(!isComplete(values) && { with: t('choose') }),
      })}
      onSubmit={({ name, copyOf, ...who }) =>
        send.mutateAsync({
          body: { filter: filterWith(filter, who), name: name.trim(), ...(copyOf && { copyOf }) },
        })
      }
      onDone={({ id }) =>
        navigate({ to: '/mailings/$mailingId', params: { mailingId: id }, search: { tab: 'recipients' } })
      }
    >
      {(form) => (
        <>
          <Text size="sm">{t('mailText')}</Text>
          <TextInput label={t('name')} maxLength={200} data-autofocus {...form.getInputProps('name')} />
          <RefSelect
            kind="mailing"
            label={t('content')}
            placeholder={t('contentHint')}
            clearable
            value={form.values.copyOf}
            onChange={(id) => form.setFieldValue('copyOf', id)}
          />
          {links && <WhoFields form={form} links={links} />}
          <PeopleCounted
            filter={isComplete(form.values) ? filterWith(filter, form.values) : null}
            onCount={setCount}
          />
        </>
      )}
    </FormDialog>
  );
}
