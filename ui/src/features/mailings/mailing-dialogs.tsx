import { ROUTES, type MailingSummary } from '@linkflow/contracts';
import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/client';
import { useCommand } from '../../api/use-route';
import { useTexts } from '../../i18n';
import { common } from '../../i18n/common.texts';
import { FormDialog, NameDialog, changedOnly } from '../../shared/form-dialog';
import { LoadedMergeFacts, MESSAGE_GROUPS } from '../../shared/merge-text/loaded-merge-facts';
import { MergeTextField } from '../../shared/merge-text/merge-text-field';
import { toast } from '../../shared/toast';
import { mailingActionTexts } from './mailing-actions.texts';
import { MailingTypeSelect } from './mailing-type-select';
import { mailingTexts } from './mailings.texts';

export type Named = Pick<MailingSummary, 'id' | 'name' | 'subject' | 'typeId'>;

/** What opens a dialog about a mailing. */
/** `type` is `edit` that begins with the type. */
export type MailingAction = 'edit' | 'type' | 'copy' | 'template';

type Naming = { name: string; subject: string };

interface NamingFieldsProps<V extends Naming> {
  form: UseFormReturnType<V>;
  /** False if another field of the form has the focus at first. */
  takesFocus?: boolean;
}

/** The name and the subject of a mailing, in a form with at least these values. */
export function NamingFields<V extends Naming>({ form: whole, takesFocus = true }: NamingFieldsProps<V>) {
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
        data-autofocus={takesFocus || undefined}
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
  /** True if the type has the focus at first, and not the name. */
  focusesType?: boolean;
  onClose: () => void;
}

/** Edits the name, the subject and the subscription type of a mailing. Sends only what was changed, so that it overwrites nothing that others have saved. */
export function EditMailingDialog({ mailing, focusesType = false, onClose }: EditMailingDialogProps) {
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
          <NamingFields form={form} takesFocus={!focusesType} />
          <MailingTypeSelect
            data-autofocus={focusesType || undefined}
            value={form.values.typeId}
            error={form.errors.typeId}
            onChange={(typeId) => form.setFieldValue('typeId', typeId)}
          />
        </>
      )}
    </FormDialog>
  );
}

interface MailingDialogsProps {
  /** The mailing whose dialog is open. */
  of: { mailing: Named; action: MailingAction } | null;
  /** False if none is. */
  opened: boolean;
  onClose: () => void;
}

/** The dialogs of `MailingMenuItems`. */
export function MailingDialogs({ of, opened, onClose }: MailingDialogsProps) {
  const a = useTexts(mailingActionTexts);
  const c = useTexts(common);
  const navigate = useNavigate();
  const copy = useCommand(ROUTES.mailings.copy);
  const saveTemplate = useCommand(ROUTES.mailTemplates.create);
  const mailing = of?.mailing ?? null;
  const name = mailing?.name ?? '';
  const action = opened ? of?.action : undefined;
  return (
    <>
      <EditMailingDialog
        mailing={action === 'edit' || action === 'type' ? mailing : null}
        focusesType={of?.action === 'type'}
        onClose={onClose}
      />
      <NameDialog
        needs={ROUTES.mailings.copy}
        opened={action === 'copy'}
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
        opened={action === 'template'}
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
