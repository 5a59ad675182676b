import { ROUTES, type MailingSummary } from '@linkflow/contracts';
import { Menu, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconCopy, IconFileExport, IconPencil, IconTemplate, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/client';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { confirmRequest } from '../../shared/confirm';
import { downloadJson } from '../../shared/download';
import { FormDialog, NameDialog, changedOnly } from '../../shared/form-dialog';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import { MergeTextField } from '../../shared/merge-text/merge-text-field';
import { MenuAction } from '../../shared/menu';
import { toast } from '../../shared/toast';
import { MailingTypeSelect } from './mailing-type-select';
import { mailingActionTexts } from './mailing-actions.texts';
import { mailingTexts } from './mailings.texts';

type Naming = { name: string; subject: string };

/** The name and the subject of a mailing, in a form with at least these values. */
export function NamingFields<V extends Naming>({ form: whole }: { form: UseFormReturnType<V> }) {
  // The form has more values than these two, and only these two are read and set here.
  const form = whole as unknown as UseFormReturnType<Naming>;
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

interface EditMailingDialogProps {
  mailing: Named | null;
  onClose: () => void;
}

/** Edits the name, the subject and the subscription type of a mailing. Sends only what was changed, so that it overwrites nothing that others have saved. */
export function EditMailingDialog({ mailing, onClose }: EditMailingDialogProps) {
  const t = useTexts(mailingTexts);
  const c = useTexts(common);
  const check = useCheck();
  const update = useCommand(ROUTES.mailings.update);
  return (
    <FormDialog<Naming & { typeId: string | null }>
      needs={ROUTES.mailings.update}
      opened={mailing !== null}
      onClose={onClose}
      title={t('edit')}
      submit={c('save')}
      initial={{
        name: mailing?.name ?? '',
        subject: mailing?.subject ?? '',
        typeId: mailing?.typeId ?? null,
      }}
      validate={check}
      onSubmit={async (values) => {
        if (!mailing) return;
        const params = { id: mailing.id };
        const { revision } = await call(ROUTES.mailings.get, { params });
        const head = { name: values.name.trim(), subject: values.subject.trim(), typeId: values.typeId };
        const before = { name: mailing.name, subject: mailing.subject, typeId: mailing.typeId };
        await update.mutateAsync({ params, body: { revision, ...changedOnly(head, before) } });
      }}
    >
      {(form) => (
        <>
          <NamingFields form={form} />
          <MailingTypeSelect
            value={form.values.typeId}
            error={form.errors.typeId}
            onChange={(typeId) => form.setFieldValue('typeId', typeId)}
          />
        </>
      )}
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

type Named = Pick<MailingSummary, 'id' | 'name' | 'subject' | 'typeId'>;

/** What opens a dialog about a mailing. */
export type MailingAction = 'edit' | 'copy' | 'template';

interface MailingMenuItemsProps {
  mailing: Named;
  onOpen: (action: MailingAction) => void;
  /** Called after the mailing was deleted. */
  onRemoved?: () => void;
}

/** The menu of a mailing, in its row and on its page. The dialogs of its items are `MailingDialogs`. */
export function MailingMenuItems({ mailing, onOpen, onRemoved }: MailingMenuItemsProps) {
  const t = useTexts(mailingTexts);
  const a = useTexts(mailingActionTexts);
  const remove = useRemoveMailing();
  return (
    <>
      <MenuAction icon={IconPencil} needs={ROUTES.mailings.update} onClick={() => onOpen('edit')}>
        {t('edit')}
      </MenuAction>
      <MenuAction icon={IconCopy} needs={ROUTES.mailings.copy} onClick={() => onOpen('copy')}>
        {a('copy.action')}
      </MenuAction>
      <MenuAction icon={IconTemplate} needs={ROUTES.mailTemplates.create} onClick={() => onOpen('template')}>
        {a('template.action')}
      </MenuAction>
      <MenuAction icon={IconFileExport} needs={ROUTES.mailings.export} onClick={() => exportMailing(mailing)}>
        {a('export')}
      </MenuAction>
      <Menu.Divider />
      <MenuAction
        danger
        icon={IconTrash}
        needs={ROUTES.mailings.remove}
        onClick={() => remove(mailing, onRemoved)}
      >
        {t('remove.action')}
      </MenuAction>
    </>
  );
}

interface MailingDialogsProps {
  /** The mailing whose dialog is open; null if none is. */
  of: { mailing: Named; action: MailingAction } | null;
  onClose: () => void;
}

/** The dialogs of `MailingMenuItems`. */
export function MailingDialogs({ of, onClose }: MailingDialogsProps) {
  const a = useTexts(mailingActionTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const copy = useCommand(ROUTES.mailings.copy);
  const saveTemplate = useCommand(ROUTES.mailTemplates.create);
  const mailing = of?.mailing ?? null;
  const name = mailing?.name ?? '';
  return (
    <>
      <EditMailingDialog mailing={of?.action === 'edit' ? mailing : null} onClose={onClose} />
      <NameDialog
        needs={ROUTES.mailings.copy}
        opened={of?.action === 'copy'}
        onClose={onClose}
        title={a('copy.title', { name })}
        submit={a('copy.submit')}
        description={a('copy.text')}
        size="md"
        name={a('copy.name', { name }).slice(0, 200)}
        onSubmit={(next) => copy.mutateAsync({ params: { id: mailing?.id ?? '' }, body: { name: next } })}
        onDone={({ id }) => navigate({ to: '/mailings/$mailingId', params: { mailingId: id } })}
      />
      <NameDialog
        needs={ROUTES.mailTemplates.create}
        opened={of?.action === 'template'}
        onClose={onClose}
        title={a('template.title')}
        submit={c('save')}
        size="md"
        name={name}
        onSubmit={(next) => saveTemplate.mutateAsync({ body: { name: next, mailingId: mailing?.id ?? '' } })}
        onDone={(template) => toast(a('template.done', { name: template.name }))}
      />
    </>
  );
}

function exportMailing({ id, name }: Named): void {
  const fileName = name.replace(/[^\p{L}\p{N} _-]/gu, '');
  downloadJson(fileName, call(ROUTES.mailings.export, { params: { id } }));
}
