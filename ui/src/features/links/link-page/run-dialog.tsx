import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { FormDialog } from '../../../shared/form-dialog';
import { RefSelect } from '../../../shared/refs';
import { linkPageTexts } from './link-page.texts';

interface RunDialogProps {
  opened: boolean;
  onClose: () => void;
  link: Pick<LinkDetail, 'id' | 'name' | 'liveVersion'>;
}

/** Runs the live version for a chosen contact, and then opens the page of the run. */
export function RunDialog({ opened, onClose, link }: RunDialogProps) {
  const t = useTexts(linkPageTexts);
  const navigate = useNavigate();
  const start = useCommand(ROUTES.workflows.run);
  return (
    <FormDialog<{ contactId: string | null }, { id: string } | undefined>
      opened={opened}
      onClose={onClose}
      title={t('run.title', { name: link.name })}
      submit={t('run.submit')}
      blocked={link.liveVersion === null}
      initial={{ contactId: null }}
      validate={({ contactId }) => (contactId === null ? { contactId: t('run.missing') } : {})}
      onSubmit={async ({ contactId }) =>
        contactId === null ? undefined : start.mutateAsync({ params: { id: link.id }, body: { contactId } })
      }
      onDone={(run) => run && navigate({ to: '/runs/$runId', params: { runId: run.id } })}
    >
      {(form) => (
        <>
          <Text size="sm">
            {link.liveVersion === null ? t('run.notLive') : t('run.text', { version: link.liveVersion })}
          </Text>
          <RefSelect
            kind="contact"
            label={t('run.contact')}
            placeholder={t('run.contactHint')}
            data-autofocus
            value={form.values.contactId}
            onChange={(contactId) => form.setFieldValue('contactId', contactId)}
            error={form.errors.contactId}
          />
        </>
      )}
    </FormDialog>
  );
}
