import { ROUTES, type MailingDetail, type MailingSummary } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/client';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { confirmRequest } from '../../shared/confirm';
import { FormDialog, changedOnly } from '../../shared/form-dialog';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import { MergeTextField } from '../../shared/merge-text/merge-text-field';
import { mailingTexts } from './mailings.texts';

type Naming = { name: string; subject: string };

function NamingFields({ form }: { form: UseFormReturnType<Naming> }) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  return (
    <>
      <TextInput
        label={c('name')}
        description={t('nameHint')}
        maxLength={200}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <LoadedMergeFacts groups={MESSAGE_GROUPS}>
        <MergeTextField
          label={t('subject')}
          description={t('subjectHint')}
          maxLength={250}
          value={form.values.subject}
          error={form.errors.subject}
          onChange={(subject) => form.setFieldValue('subject', subject)}
        />
      </LoadedMergeFacts>
    </>
  );
}

function useCheck() {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  return (values: Naming) => ({
    ...(values.name.trim() === '' ? { name: c('nameMissing') } : {}),
    ...(values.subject.trim() === '' ? { subject: t('subjectMissing') } : {}),
  });
}

export function CreateMailingDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTexts(mailingTexts);
  const navigate = useNavigate();
  const check = useCheck();
  const create = useCommand(ROUTES.mailings.create);
  return (
    <FormDialog<Naming, MailingDetail>
      needs={ROUTES.mailings.update}
      opened={opened}
      onClose={onClose}
      title={t('create.title')}
      submit={t('create.submit')}
      initial={{ name: '', subject: '' }}
      validate={check}
      onSubmit={({ name, subject }) =>
        create.mutateAsync({ body: { name: name.trim(), subject: subject.trim(), html: '' } })
      }
      onDone={({ id }) => navigate({ to: '/mailings/$mailingId', params: { mailingId: id } })}
    >
      {(form) => <NamingFields form={form} />}
    </FormDialog>
  );
}

interface EditMailingDialogProps {
  mailing: Pick<MailingSummary, 'id' | 'name' | 'subject'> | null;
  onClose: () => void;
}

/** Edits the name and subject of a mailing. Sends only what was changed, so that it overwrites nothing that others have saved. */
export function EditMailingDialog({ mailing, onClose }: EditMailingDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const check = useCheck();
  const update = useCommand(ROUTES.mailings.update);
  return (
    <FormDialog<Naming>
      needs={ROUTES.mailings.update}
      opened={mailing !== null}
      onClose={onClose}
      title={t('edit')}
      submit={c('save')}
      initial={{ name: mailing?.name ?? '', subject: mailing?.subject ?? '' }}
      validate={check}
      onSubmit={async (values) => {
        if (!mailing) return;
        const params = { id: mailing.id };
        const { revision } = await call(ROUTES.mailings.get, { params });
        const naming = { name: values.name.trim(), subject: values.subject.trim() };
        const before = { name: mailing.name, subject: mailing.subject };
        await update.mutateAsync({ params, body: { revision, ...changedOnly(naming, before) } });
      }}
    >
      {(form) => <NamingFields form={form} />}
    </FormDialog>
  );
}

/** Returns a function that deletes a mailing after a confirmation, because a mailing cannot be restored. */
export function useRemoveMailing(): (
  mailing: Pick<MailingSummary, 'id' | 'name'>,
  after?: () => void,
) => void {
  const t = useTexts(mailingTexts);
  const remove = useCommand(ROUTES.mailings.remove);
  return ({ id, name }, after) =>
    confirmRequest({
      title: t('remove.title', { name }),
      text: t('remove.text'),
      confirm: t('remove.action'),
      request: () => remove.mutateAsync({ params: { id } }),
      done: t('remove.done', { name }),
      then: after,
    });
}
